/** All sounds are made on the spot: no files. Nothing sounds before the first gesture, or while sound is off. */
export interface Sound {
  /** A pling of the pentatonic scale; `step` 0 is the lowest, each further one higher. */
  pling(step: number): void
  /** A pencil stroke of that many ms. */
  scratch(ms: number): void
  /** A short wooden knock. */
  knock(): void
  /** Air rushing past. */
  whoosh(): void
  /** A shower of sparks; `loud` 0 to 1. */
  burst(loud: number): void
  /** Two notes: back online. */
  back(): void
}

const SCALE = [0, 2, 4, 7, 9]
const VOLUME = 0.6
/** A mouse or a key allows sound when it is pressed, a finger when it is lifted. */
const GESTURES = ['pointerdown', 'pointerup', 'touchend', 'keydown'] as const

/** `enabled` is asked at every sound. */
export function makeSound(enabled: () => boolean): Sound {
  let context: AudioContext | undefined

  // Browsers allow sound from a gesture on; before it there is no context at all.
  const allow = () => {
    context ??= new AudioContext()
    // A phone that rang has left it `interrupted`.
    if (context.state !== 'running') context.resume().catch(() => {}) // not yet allowed: the next gesture asks again
  }
  for (const gesture of GESTURES) addEventListener(gesture, allow, { passive: true })

  const ready = () => (enabled() && context?.state === 'running' && !document.hidden ? context : undefined)

  const note = (frequency: number, delay: number, length: number, loudness: number, type: OscillatorType = 'sine') => {
    const audio = ready()
    if (!audio) return
    const from = audio.currentTime + delay
    const gain = envelope(audio, from, length, loudness)
    const tone = audio.createOscillator()
    tone.type = type
    tone.frequency.value = frequency
    tone.connect(gain)
    tone.start(from)
    tone.stop(from + length)
  }

  /** Noise through a band that wanders from one frequency to another. */
  const noise = (from: number, to: number, length: number, loudness: number, narrow: number) => {
    const audio = ready()
    if (!audio) return
    const source = audio.createBufferSource()
    source.buffer = whiteNoise(audio)
    source.loop = true
    const band = audio.createBiquadFilter()
    band.type = 'bandpass'
    band.Q.value = narrow
    band.frequency.setValueAtTime(from, audio.currentTime)
    band.frequency.linearRampToValueAtTime(to, audio.currentTime + length)
    source.connect(band).connect(envelope(audio, audio.currentTime, length, loudness))
    source.start()
    source.stop(audio.currentTime + length)
  }

  return {
    pling(step) {
      const frequency = 392 * 2 ** ((SCALE[step % 5]! + 12 * Math.floor(step / 5)) / 12)
      note(frequency, 0, 0.5, 0.22)
      note(frequency * 2, 0, 0.25, 0.06, 'triangle')
    },
    scratch(ms) {
      noise(2_600, 4_200, ms / 1000, 0.1, 1.4)
    },
    whoosh() {
      noise(500, 2_400, 0.24, 0.2, 0.9)
      note(130, 0, 0.2, 0.12, 'triangle')
    },
    burst(loud) {
      noise(3_800, 700, 0.34, 0.12 + 0.2 * loud, 0.7)
      note(98, 0, 0.22, 0.3 * loud, 'triangle')
      for (let i = 0; i < 4; i++) note(1_175 * 2 ** (SCALE[(i * 2) % 5]! / 12), 0.04 * i, 0.3, 0.05 * loud)
    },
    knock() {
      note(180, 0, 0.09, 0.3, 'triangle')
      note(620, 0, 0.04, 0.1, 'square')
    },
    back() {
      note(523.25, 0, 0.22, 0.18)
      note(783.99, 0.13, 0.4, 0.18)
    },
  }
}

function envelope(audio: AudioContext, from: number, length: number, loudness: number): GainNode {
  const gain = audio.createGain()
  gain.gain.setValueAtTime(0, from)
  gain.gain.linearRampToValueAtTime(loudness * VOLUME, from + 0.008)
  gain.gain.exponentialRampToValueAtTime(0.0001, from + length)
  gain.connect(audio.destination)
  return gain
}

let noiseBuffer: AudioBuffer | undefined

function whiteNoise(audio: AudioContext): AudioBuffer {
  if (noiseBuffer) return noiseBuffer
  noiseBuffer = audio.createBuffer(1, audio.sampleRate / 2, audio.sampleRate)
  const samples = noiseBuffer.getChannelData(0)
  for (let i = 0; i < samples.length; i++) samples[i] = Math.random() * 2 - 1
  return noiseBuffer
}
