/** What moves by itself here before the server has said so. */
export interface Moving {
  x: number
  y: number
  vx: number
  vy: number
}

export interface Stick {
  x: number
  y: number
  dash: boolean
}

export interface PredictorOptions<B extends Moving> {
  stepMs: number
  /** One step of the server's motion, in place. */
  step(body: B, stick: Stick): void
  copy(body: B): B
}

export type Correction =
  /** As predicted, or too little to matter. */
  | 'none'
  /** Moved; the picture slides there. */
  | 'eased'
  /** Too far to slide. */
  | 'snapped'

/** Steps remembered: two seconds at 30 Hz, more than any playable round trip. */
const RING = 64
/** Below this, units, an error is rounding; from SNAP on the picture jumps instead of sliding. */
const IGNORE = 0.5
const SNAP = 80
/** Half of what is left of an error is gone after this long, ms. */
const HALF_LIFE_MS = 90
/** Observations of how far this side runs ahead; their middle is taken, so that one late packet moves nothing. */
const LEADS = 9

interface Entry<B> {
  step: number
  stick: Stick
  after: B
}

/**
 * The own body, moved at once by the own input. Local steps are counted; each input sent is noted with its step. A frame
 * names the newest input it contains, so step and tick can be told apart: there the server's word replaces the
 * prediction, and the steps since are played again.
 */
export class Predictor<B extends Moving> {
  private readonly options: PredictorOptions<B>
  private ring: Entry<B>[] = []
  private body: B | undefined
  private step = 0
  private since = 0
  private sent: { n: number; step: number }[] = []
  private leads: number[] = []
  private lastAcked = -1
  private early: { step: number; truth: B } | undefined
  private offset = { x: 0, y: 0 }
  /** How far the last frames moved it, units, most of them 0: how well the prediction holds. */
  readonly corrections: number[] = []

  constructor(options: PredictorOptions<B>) {
    this.options = options
  }

  /** Whether there is anything to show: a body, and a frame that knows of an input. */
  get known(): boolean {
    return this.body !== undefined && this.leads.length > 0
  }

  /** An input left with that number, said while `advance` asks for the stick: it counts from that step on. */
  noteInput(n: number): void {
    this.sent.push({ n, step: this.step })
    if (this.sent.length > RING) this.sent.shift()
  }

  /** Plays the time that has passed; `stick` is asked once per step, `before` at each of them. */
  advance(dt: number, stick: () => Stick): void {
    const left = 0.5 ** (dt / HALF_LIFE_MS)
    this.offset.x *= left
    this.offset.y *= left
    this.since += dt
    while (this.since >= this.options.stepMs) {
      this.since -= this.options.stepMs
      this.step++
      const held = stick()
      if (!this.body) continue
      this.options.step(this.body, held)
      this.ring.push({ step: this.step, stick: held, after: this.options.copy(this.body) })
      if (this.ring.length > RING) this.ring.shift()
      if (this.early?.step !== this.step) continue
      this.judge(this.step, this.early.truth)
      this.early = undefined
    }
  }

  /** The server's word: the body as of `tick`, which contains inputs up to the one whose last eight bits are `ack`. */
  frame(tick: number, ack: number, truth: B): Correction {
    this.observe(tick, ack)
    const lead = this.lead
    if (!this.body || lead === undefined) {
      this.body = this.options.copy(truth)
      this.ring = []
      return 'none'
    }
    const at = tick + lead
    if (at > this.step) {
      // The line is so fast that the frame is here before the own step: it is judged then.
      this.early = { step: at, truth: this.options.copy(truth) }
      return 'none'
    }
    return this.judge(at, truth)
  }

  /** Where to draw it now: between the last step and the next, on its way to where it should be. */
  get shown(): B | undefined {
    if (!this.body) return undefined
    const ahead = this.since / 1_000
    const shown = this.options.copy(this.body)
    shown.x += shown.vx * ahead + this.offset.x
    shown.y += shown.vy * ahead + this.offset.y
    return shown
  }

  /** The server's tick that the present step will be. */
  get tick(): number | undefined {
    const { lead } = this
    return lead === undefined ? undefined : this.step - lead
  }

  /** Time was not watched, or the body is another one: begin with the next frame. */
  reset(): void {
    this.body = undefined
    this.ring = []
    this.sent = []
    this.leads = []
    this.lastAcked = -1
    this.early = undefined
    this.offset = { x: 0, y: 0 }
  }

  private get lead(): number | undefined {
    return this.leads.length === 0 ? undefined : this.leads.toSorted((a, b) => a - b)[this.leads.length >> 1]
  }

  private observe(tick: number, ack: number): void {
    const input = this.sent.findLast(({ n }) => (n & 255) === ack)
    if (!input || input.n <= this.lastAcked) return
    this.lastAcked = input.n
    this.leads.push(input.step - tick)
    if (this.leads.length > LEADS) this.leads.shift()
  }

  /** The prediction of that step against the server's word. */
  private judge(step: number, truth: B): Correction {
    const at = this.ring.findIndex(entry => entry.step === step)
    if (at < 0) return this.replace(truth, this.ring)
    const predicted = this.ring[at]!.after
    const off = Math.hypot(truth.x - predicted.x, truth.y - predicted.y)
    const drift = Math.hypot(truth.vx - predicted.vx, truth.vy - predicted.vy) * (this.options.stepMs / 1_000)
    if (off + drift < IGNORE) return this.corrected(0)
    return this.replace({ ...predicted, x: truth.x, y: truth.y, vx: truth.vx, vy: truth.vy }, this.ring.slice(at + 1))
  }

  /** Plays `pending` again from `truth`, and slides from what was shown to what comes out. */
  private replace(truth: B, pending: Entry<B>[]): Correction {
    const before = this.body!
    const body = this.options.copy(truth)
    for (const entry of pending) {
      this.options.step(body, entry.stick)
      entry.after = this.options.copy(body)
    }
    const [dx, dy] = [before.x - body.x, before.y - body.y]
    const size = Math.hypot(dx, dy)
    this.body = body
    if (size >= SNAP) {
      this.offset = { x: 0, y: 0 }
    } else {
      this.offset.x += dx
      this.offset.y += dy
    }
    return this.corrected(size)
  }

  private corrected(size: number): Correction {
    this.corrections.push(size)
    if (this.corrections.length > 300) this.corrections.shift()
    return size === 0 ? 'none' : size < SNAP ? 'eased' : 'snapped'
  }
}
