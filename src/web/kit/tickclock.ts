/** How far behind the server's newest tick a picture is drawn, ms: enough to have the next frame almost always. */
export const DELAY = { base: 33, min: 67, max: 200 } as const

/** The fastest way ever seen is forgotten after this long: routes change. */
const WINDOW_MS = 30_000
/** Latenesses kept for the delay: three seconds of frames. */
const FRAMES = 90
const PERCENTILE = 0.97
/** This many frames in a row, each later than this, are no jitter: the ticks themselves have stood still (a restart, a stalled server). */
const MOVED = { frames: 10, ms: 250 }
/** Rendered time may run this much slower or faster than real time to come where it should be; nobody sees it. */
const SLOWEST = 0.9
const FASTEST = 1.02
/** Further off than this, time was not watched (a hidden tab, a new match): it starts anew. */
const LOST_MS = 1_000

/**
 * The server's ticks as seen from here. Frames never come early, only late: the smallest difference between arrival and
 * tick is the clock, what is above it the network's jitter. All times are ms of one steady local clock.
 */
export class TickClock {
  private readonly stepMs: number
  /** Differences that may become the smallest, oldest first and each larger than the one before. */
  private lows: { at: number; offset: number }[] = []
  private late: number[] = []
  private recent: number[] = []
  private lastTick = -1
  private rendered: number | undefined
  private delay: number = DELAY.min

  constructor(stepMs: number) {
    this.stepMs = stepMs
  }

  /** A frame of that tick is here. */
  arrived(tick: number, at: number): void {
    if (tick < this.lastTick - 1) this.reset() // other ticks: another run of the room
    this.lastTick = tick
    const offset = at - tick * this.stepMs
    while (this.lows.length > 0 && this.lows.at(-1)!.offset >= offset) this.lows.pop()
    this.lows.push({ at, offset })
    while (this.lows[0]!.at < at - WINDOW_MS) this.lows.shift()
    this.recent.push(offset)
    if (this.recent.length > MOVED.frames) this.recent.shift()
    const best = Math.min(...this.recent)
    if (this.recent.length === MOVED.frames && best - this.lows[0]!.offset > MOVED.ms) {
      this.lows = [{ at, offset: best }]
      this.late = []
    }
    this.late.push(offset - this.lows[0]!.offset)
    if (this.late.length > FRAMES) this.late.shift()
    const sorted = this.late.toSorted((a, b) => a - b)
    const p97 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * PERCENTILE))]!
    this.delay = Math.min(DELAY.max, Math.max(DELAY.min, DELAY.base + p97))
  }

  /** No frame has come yet. */
  get unknown(): boolean {
    return this.lows.length === 0
  }

  /** The delay that the network asks for now, ms. */
  get wantedDelay(): number {
    return this.delay
  }

  /** The newest tick that could be here at that moment; has a fraction. */
  tickAt(now: number): number {
    return this.unknown ? 0 : (now - this.lows[0]!.offset) / this.stepMs
  }

  /** The tick to draw at that moment; has a fraction, never jumps, never runs backwards. Asked once per display frame, `dt` ms after the last. */
  renderTick(now: number, dt: number): number {
    if (this.unknown) return 0
    const wanted = now - this.lows[0]!.offset - this.delay
    if (this.rendered === undefined || Math.abs(wanted - this.rendered) > LOST_MS) this.rendered = wanted
    else this.rendered += Math.min(dt * FASTEST, Math.max(dt * SLOWEST, wanted - this.rendered))
    return this.rendered / this.stepMs
  }

  /** Forgets everything: the next frame begins a new count. */
  reset(): void {
    this.lows = []
    this.late = []
    this.recent = []
    this.lastTick = -1
    this.rendered = undefined
    this.delay = DELAY.min
  }
}
