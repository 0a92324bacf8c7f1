import { buzz } from '../../kit/haptics'
import type { GameContext } from '../../kit/module'
import { lookOf } from '../../kit/palette'
import type { Sparks } from '../types'
import type { Arena } from './arena'
import type { Fact } from './facts'
import { absenceOf, STAR_VALUE, withMissed, type Missed, type Spark } from './model'
import type { Comet } from './netcode'
import type { StageSink } from './stage'
import type { Words } from './words'

/** Plings rise with a run of pickups, and begin anew after a pause of this length, ms. */
const COMBO_MS = 900
const HIGHEST = 14
const PICK_MS = 10
const HIT_MS = 30

/** What a fact does to eyes, ears and hands. */
export class Reactions implements StageSink {
  private readonly arena: Arena
  private readonly context: GameContext<Sparks>
  private readonly words: Words
  private readonly cometAt: (seat: number) => Comet | undefined
  private combo = 0
  private pickedAt = 0
  private missed: Missed | null = null

  constructor(arena: Arena, context: GameContext<Sparks>, words: Words, cometAt: (seat: number) => Comet | undefined) {
    this.arena = arena
    this.context = context
    this.words = words
    this.cometAt = cometAt
  }

  /** The own comet has swallowed these, as far as is known here. */
  reached(sparks: readonly Spark[], seat: number): void {
    for (const spark of sparks) {
      this.arena.pull(spark, seat)
      const now = performance.now()
      this.combo = now - this.pickedAt < COMBO_MS ? Math.min(HIGHEST, this.combo + 1) : 0
      this.pickedAt = now
      this.context.sound.pling(this.combo + (spark.value === STAR_VALUE ? 3 : 0))
      buzz(PICK_MS)
    }
  }

  play(fact: Fact, spark?: Spark): void {
    switch (fact.kind) {
      case 'spawn':
        this.arena.appear(fact.id)
        if (fact.value === STAR_VALUE) this.context.sound.pling(9)
        return
      case 'pick':
        if (spark && fact.seat === this.context.room.seat) this.reached([spark], fact.seat)
        else if (spark) this.arena.pull(spark, fact.seat)
        return
      case 'hit':
        return this.hit(fact)
      case 'crown':
        if (fact.seat === this.context.room.seat) {
          this.words.crowned()
          for (let i = 0; i < 3; i++) setTimeout(() => this.context.sound.pling(4 + i * 2), i * 90)
        }
        return
      case 'starSoon':
        this.words.starSoon()
        return
      default:
        return
    }
  }

  skipped(facts: readonly Fact[], scores: readonly number[]): void {
    const before = scores[this.context.room.seat ?? 0] ?? 0
    this.missed = withMissed(this.missed ?? { facts: [], before }, facts)
  }

  /** Back, and nothing is missing any more: says in one sentence what was not watched. */
  back(): void {
    const { missed } = this
    const { seat } = this.context.room
    this.missed = null
    if (!missed || seat === null) return
    // The many facts of a round that begins are nothing anybody missed.
    const isStart = missed.facts.every(({ tick }) => tick === missed.facts[0]?.tick)
    if (!isStart) this.words.away(absenceOf(missed.facts, seat, missed.before))
  }

  ended(ranking: readonly number[]): void {
    const first = ranking[0] === this.context.room.seat
    for (let i = 0; i < 5; i++) setTimeout(() => this.context.sound.pling(first ? 2 + i * 2 : 6 - i), i * 110)
  }

  private hit({ by, victim, drop, dropped }: Extract<Fact, { kind: 'hit' }>): void {
    const { room, player, sound, calm } = this.context
    const at = this.cometAt(victim)
    const own = by === room.seat || victim === room.seat
    if (at) this.arena.burst(at, dropped, lookOf(player(victim)?.look).colour, own, calm())
    if (!own) return
    sound.burst(Math.min(1, 0.4 + drop / 12))
    buzz(HIT_MS)
    if (victim === room.seat) this.words.robbedBy(player(by)?.name ?? '', drop)
    else this.words.robbed(player(victim)?.name ?? '', drop)
  }
}
