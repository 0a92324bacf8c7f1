import { concerns, type Fact } from './facts'
import type { Model, Spark } from './model'

/** More than this waiting, or one waiting this long, is no play any more but a catch-up: it is shown at once, silently. */
const MOST_WAITING = 30
const LONGEST_TICKS = 30
/** An own pickup that the server has not confirmed after this long is taken back, ms. */
const CONFIRM_MS = 400
/** A spark is picked up from this near, units. */
const REACH = 36

/** What a fact makes visible, in the order of the ticks. */
export interface StageSink {
  /** `spark`: the one that is picked up, unless that was shown before. */
  play(fact: Fact, spark?: Spark): void
  /** The picture was put in place without playing: what was left out, and the scores before it. */
  skipped(facts: readonly Fact[], scores: readonly number[]): void
}

/**
 * The sparks and scores as they are shown: the model's, a little later, so that a spark goes out when the comet that is
 * drawn has reached it. Own facts do not wait.
 */
export class Stage {
  private readonly sink: StageSink
  private waiting: Fact[] = []
  /** Sparks the own comet has reached before the server said so, and when. */
  private readonly taken = new Map<number, number>()
  field = new Map<number, Spark>()
  scores: number[] = []
  crown: number | null = null

  constructor(sink: StageSink) {
    this.sink = sink
  }

  /** Takes the model over as it is: after a snapshot, a catch-up. */
  jump(model: Model): void {
    this.waiting = []
    this.taken.clear()
    this.field = new Map(model.field)
    this.scores = [...model.scores]
    this.crown = model.crown
  }

  /** Facts have come; `model` is what they led to. */
  add(facts: readonly Fact[], model: Model, seat: number | null, silent: boolean): void {
    const all = [...this.waiting, ...facts]
    if (silent || all.length > MOST_WAITING) {
      this.skip(all, model)
      return
    }
    this.waiting = all.filter(fact => {
      if (!concerns(fact, seat)) return true
      this.show(fact, model)
      return false
    })
  }

  /** Shows what is due at that tick. */
  advance(renderTick: number, model: Model): void {
    const { waiting } = this
    if (waiting.length === 0) return
    if (waiting[0]!.tick < renderTick - LONGEST_TICKS) {
      this.skip(waiting, model)
      return
    }
    while (this.waiting.length > 0 && this.waiting[0]!.tick <= renderTick) this.show(this.waiting.shift()!, model)
  }

  /** Sparks the own comet has reached just now: gone at once, and back if the server does not agree. */
  reach(x: number, y: number, now: number): Spark[] {
    const found: Spark[] = []
    for (const spark of this.field.values()) {
      const near = (spark.x - x) ** 2 + (spark.y - y) ** 2 < REACH ** 2
      const at = this.taken.get(spark.id)
      if (near && at === undefined) {
        this.taken.set(spark.id, now)
        found.push(spark)
      } else if (!near && at !== undefined && now - at > CONFIRM_MS) {
        this.taken.delete(spark.id)
      }
    }
    return found
  }

  /** Whether the own comet has it, as far as is known here. */
  isTaken(id: number, now: number): boolean {
    const at = this.taken.get(id)
    return at !== undefined && now - at <= CONFIRM_MS
  }

  private skip(facts: readonly Fact[], model: Model): void {
    const { scores } = this
    this.jump(model)
    this.sink.skipped(facts, scores)
  }

  private show(fact: Fact, model: Model): void {
    // Played first: the picture needs to know where things were.
    const shown = fact.kind === 'pick' && !this.taken.has(fact.id) ? this.field.get(fact.id) : undefined
    this.sink.play(fact, shown)
    switch (fact.kind) {
      case 'spawn':
        this.put(fact, model)
        return
      case 'pick':
        this.field.delete(fact.id)
        this.taken.delete(fact.id)
        this.scores[fact.seat] = fact.score
        return
      case 'hit':
        for (const { id, x, y } of fact.dropped) this.put({ id, x, y, value: 1 }, model)
        this.scores[fact.victim] = (this.scores[fact.victim] ?? 0) - fact.drop
        return
      case 'crown':
        this.crown = fact.seat
        return
      case 'join':
      case 'leave':
        this.scores[fact.seat] = 0
        if (this.crown === fact.seat) this.crown = null
        return
      default:
        return
    }
  }

  // An own pickup may have been shown before the spark's own appearance was due.
  private put({ id, x, y, value }: Spark, model: Model): void {
    const lives = model.field.has(id) || this.waiting.some(fact => fact.kind === 'pick' && fact.id === id)
    if (lives) this.field.set(id, { id, x, y, value })
  }
}
