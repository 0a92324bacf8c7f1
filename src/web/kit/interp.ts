/** Where something was at a tick: units, and units a second. */
export interface Sample {
  tick: number
  x: number
  y: number
  vx: number
  vy: number
  flags: number
}

export interface Seen {
  x: number
  y: number
  vx: number
  vy: number
  flags: number
  /** Nothing was heard of it for so long that it stands still: show it faded. */
  stale: boolean
}

export interface TrackOptions {
  stepMs: number
  /** Share of the speed lost in a second: what a body without thrust does. */
  drag: number
  /** Nothing moves faster, units a second; further apart than that is a jump, not a motion. */
  fastest: number
}

/** Extrapolation ends here, ms: a guess further out is more often wrong than right. */
const GUESS_MS = 100
/** Samples kept: a second at 30 Hz. */
const KEPT = 30

/** One body's way through the frames, drawn between them as a curve that keeps their speeds (Hermite). */
export class Track {
  private readonly options: TrackOptions
  private samples: Sample[] = []

  constructor(options: TrackOptions) {
    this.options = options
  }

  get newest(): Sample | undefined {
    return this.samples.at(-1)
  }

  add(sample: Sample): void {
    if (this.newest && sample.tick <= this.newest.tick) {
      if (sample.tick === this.newest.tick) return
      this.samples = [] // ticks began anew
    }
    this.samples.push(sample)
    if (this.samples.length > KEPT) this.samples.shift()
  }

  /** Where it is at that tick; undefined before its first sample. */
  at(tick: number): Seen | undefined {
    const first = this.samples[0]
    const last = this.newest
    if (!first || !last) return undefined
    if (tick <= first.tick) return { ...first, stale: false }
    if (tick >= last.tick) return this.beyond(last, tick)
    let next = this.samples.length - 1
    while (this.samples[next - 1]!.tick > tick) next--
    return this.between(this.samples[next - 1]!, this.samples[next]!, tick)
  }

  private between(a: Sample, b: Sample, tick: number): Seen {
    const seconds = ((b.tick - a.tick) * this.options.stepMs) / 1_000
    if (Math.hypot(b.x - a.x, b.y - a.y) > this.options.fastest * seconds * 1.5 + 1) return { ...a, stale: false }
    const s = (tick - a.tick) / (b.tick - a.tick)
    const s2 = s * s
    const s3 = s2 * s
    const h00 = 2 * s3 - 3 * s2 + 1
    const h10 = (s3 - 2 * s2 + s) * seconds
    const h01 = 3 * s2 - 2 * s3
    const h11 = (s3 - s2) * seconds
    return {
      x: h00 * a.x + h10 * a.vx + h01 * b.x + h11 * b.vx,
      y: h00 * a.y + h10 * a.vy + h01 * b.y + h11 * b.vy,
      vx: a.vx + (b.vx - a.vx) * s,
      vy: a.vy + (b.vy - a.vy) * s,
      flags: a.flags,
      stale: false,
    }
  }

  private beyond(last: Sample, tick: number): Seen {
    const ms = (tick - last.tick) * this.options.stepMs
    const seconds = Math.min(ms, GUESS_MS) / 1_000
    const { drag } = this.options
    const kept = Math.exp(-drag * seconds)
    const way = drag > 0 ? (1 - kept) / drag : seconds
    const stale = ms > GUESS_MS
    return {
      x: last.x + last.vx * way,
      y: last.y + last.vy * way,
      vx: stale ? 0 : last.vx * kept,
      vy: stale ? 0 : last.vy * kept,
      flags: last.flags,
      stale,
    }
  }
}
