import type { Unread } from '../../kit/module'
import type { Patch, TableEvents } from '../../sdk'
import type { Sparks } from '../types'
import { readFacts, type Fact } from './facts'

/** Ticks of a round where nothing else is said: 90 s. */
const ROUND_TICKS = 2_700
/** A spark of this value is the star. */
export const STAR_VALUE = 5

export interface Spark {
  readonly id: number
  readonly x: number
  readonly y: number
  readonly value: number
}

/** How a round ended, as the server judges it: `ranking` has the seats, the best first. */
export type Outcome = Readonly<Sparks['events']['outcome']>

/** What a round has come to: made of a snapshot and events alone, so that two pages that took the same show the same. */
export interface Model {
  /** Ticks of the round. */
  readonly roundTicks: number
  /** Tick of the room at which the round's clock stood at zero. */
  readonly startTick: number
  /** Nobody moves before this tick. */
  readonly holdUntil: number
  /** Tick of the newest facts. */
  readonly tick: number
  /** Server time of the newest facts, Unix ms; 0: not known yet. */
  readonly at: number
  readonly scores: readonly number[]
  readonly flying: readonly boolean[]
  readonly field: ReadonlyMap<number, Spark>
  readonly crown: number | null
  readonly starSoon: boolean
  readonly outcome: Outcome | null
  /** Checks that did not come out: a bug each. */
  readonly desyncs: number
}

const EMPTY: Model = {
  roundTicks: ROUND_TICKS,
  startTick: 0,
  holdUntil: 0,
  tick: 0,
  at: 0,
  scores: [],
  flying: [],
  field: new Map(),
  crown: null,
  starSoon: false,
  outcome: null,
  desyncs: 0,
}

/** The part of a room's snapshot this game reads. Anything missing or malformed counts as not there. */
export interface Snapshot {
  state: Unread<Sparks['state']>
  result: unknown
}

export function init({ state, result }: Snapshot): Model {
  return { ...withState(EMPTY, Object.entries(state)), outcome: readOutcome(result) }
}

/** The model after one event of the room. Events of other matters leave it as it is. */
export function apply(model: Model, event: { type: string; at: number; data: unknown }): Model {
  switch (event.type) {
    case 'started':
      return { ...EMPTY, desyncs: model.desyncs }
    case 'patch': {
      const { changes } = (event.data ?? {}) as Unread<Patch>
      return Array.isArray(changes) ? withState(model, changes.filter(change => change.length === 2)) : model
    }
    case 'facts': {
      const after = readFacts(event.data).reduce(applyFact, model)
      const { roundTick } = (event.data ?? {}) as Unread<Sparks['events']['facts']>
      return { ...after, tick: after.startTick + (Number(roundTick) || 0), at: event.at }
    }
    case 'check':
      return isSame(model, event.data) ? model : { ...model, desyncs: model.desyncs + 1 }
    case 'ended':
      return { ...model, outcome: readOutcome((event.data as Unread<TableEvents['ended']> | null)?.result) }
    default:
      return model
  }
}

function applyFact(model: Model, fact: Fact): Model {
  switch (fact.kind) {
    case 'roundStart':
      return { ...EMPTY, desyncs: model.desyncs, roundTicks: fact.roundTicks || ROUND_TICKS, startTick: fact.startTick, holdUntil: fact.startTick }
    case 'spawn':
      return { ...model, field: withSparks(model, [fact]), starSoon: model.starSoon && fact.value !== STAR_VALUE }
    case 'pick': {
      const field = new Map(model.field)
      field.delete(fact.id)
      return { ...model, field, scores: withAt(model.scores, fact.seat, fact.score, 0) }
    }
    case 'hit': {
      const scores = withAt(model.scores, fact.victim, (model.scores[fact.victim] ?? 0) - fact.drop, 0)
      return { ...model, scores, field: withSparks(model, fact.dropped.map(dropped => ({ ...dropped, value: 1 }))) }
    }
    case 'crown':
      return { ...model, crown: fact.seat }
    case 'starSoon':
      return { ...model, starSoon: true }
    case 'join':
    case 'leave':
      return {
        ...model,
        scores: withAt(model.scores, fact.seat, 0, 0),
        flying: withAt(model.flying, fact.seat, fact.kind === 'join', false),
        crown: model.crown === fact.seat ? null : model.crown,
      }
    case 'hold':
      return { ...model, startTick: fact.startTick, holdUntil: fact.until }
  }
}

/** Properties of the public state, by name, whole: a snapshot's, or those a patch sets. */
function withState(model: Model, properties: readonly (readonly [string, unknown])[]): Model {
  const state: Unread<Sparks['state']> = Object.fromEntries(properties)
  const startTick = typeof state.startTick === 'number' ? state.startTick : model.startTick
  return {
    ...model,
    roundTicks: typeof state.roundTicks === 'number' ? state.roundTicks : model.roundTicks,
    startTick,
    holdUntil: typeof state.holdUntil === 'number' ? state.holdUntil : model.holdUntil,
    tick: typeof state.roundTick === 'number' ? startTick + state.roundTick : model.tick,
    scores: Array.isArray(state.scores) ? state.scores.map(Number) : model.scores,
    flying: Array.isArray(state.flying) ? state.flying.map(Boolean) : model.flying,
    field: Array.isArray(state.field) ? new Map(state.field.map(readSpark)) : model.field,
    crown: 'crown' in state ? seatOf(state.crown) : model.crown,
    starSoon: typeof state.starSoon === 'boolean' ? state.starSoon : model.starSoon,
  }
}

/** Whether the server's count, taken of its own state, is what the events alone have led to here. */
function isSame(model: Model, data: unknown): boolean {
  const check = (data ?? {}) as Unread<Sparks['events']['check']>
  const scores = Array.isArray(check.scores) ? check.scores : []
  return (
    check.sparksOnField === model.field.size &&
    check.hash === hashOf(model.field.keys()) &&
    scores.every((score, seat) => score === (model.scores[seat] ?? 0))
  )
}

/** FNV-1a 32 over the ids, ascending, as 32-bit integers with the low byte first. */
export function hashOf(ids: Iterable<number>): number {
  let hash = 2_166_136_261
  for (const id of [...ids].toSorted((a, b) => a - b)) {
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((id >> shift) & 255), 16_777_619)
  }
  return hash >>> 0
}

/** Seats that fly, the best first: by score, then by seat. */
export function standing({ scores, flying, outcome }: Model): { seat: number; score: number }[] {
  if (outcome) return outcome.ranking.map(seat => ({ seat, score: outcome.scores[seat] ?? 0 }))
  return flying
    .flatMap((is, seat) => (is ? { seat, score: scores[seat] ?? 0 } : []))
    .toSorted((a, b) => b.score - a.score || a.seat - b.seat)
}

/** Ticks of the round that are left at that tick of the room; held ticks do not count. */
export function ticksLeft({ roundTicks, startTick, holdUntil }: Model, tick: number): number {
  return Math.min(roundTicks, Math.max(0, startTick + roundTicks - Math.max(tick, holdUntil)))
}

/** Whether the round is so far that nobody enters any more: of 90 s the last 20. */
export function isClosed(model: Model, tick: number): boolean {
  return ticksLeft(model, tick) <= (model.roundTicks * 2) / 9
}

/** What was not watched, and the own score before it. */
export interface Missed {
  facts: Fact[]
  before: number
}

/** With what came since. Only the round that runs counts: a page may lie hidden for a night of rounds. */
export function withMissed({ facts, before }: Missed, more: readonly Fact[]): Missed {
  const start = more.findLastIndex(fact => fact.kind === 'roundStart')
  if (start >= 0) return { facts: more.slice(start), before: 0 }
  facts.push(...more)
  return { facts, before }
}

/** What an absence has brought, for a sentence: own gain, and who took how much. */
export interface Absence {
  gained: number
  stolenBy: ReadonlyMap<number, number>
}

/** `before`: the own score when it began. */
export function absenceOf(facts: readonly Fact[], seat: number, before: number): Absence {
  let gained = 0
  let score = before
  const stolenBy = new Map<number, number>()
  for (const fact of facts) {
    if (fact.kind === 'roundStart') {
      gained = 0
      score = 0
      stolenBy.clear()
    } else if (fact.kind === 'pick' && fact.seat === seat) {
      gained += fact.score - score
      score = fact.score
    } else if (fact.kind === 'hit' && fact.victim === seat) {
      score -= fact.drop
      stolenBy.set(fact.by, (stolenBy.get(fact.by) ?? 0) + fact.drop)
    }
  }
  return { gained, stolenBy }
}

export function readOutcome(result: unknown): Outcome | null {
  const read = result as Unread<Outcome> | null
  if (!read || !Array.isArray(read.ranking) || !Array.isArray(read.scores)) return null
  return {
    ranking: read.ranking.map(Number),
    scores: read.scores.map(Number),
    stolen: Array.isArray(read.stolen) ? read.stolen.map(Number) : [],
    mostStolen: seatOf(read.mostStolen),
    longestCrown: seatOf(read.longestCrown),
    bestComeback: seatOf(read.bestComeback),
  }
}

function withSparks(model: Model, sparks: readonly Spark[]): ReadonlyMap<number, Spark> {
  const field = new Map(model.field)
  for (const { id, x, y, value } of sparks) field.set(id, { id, x, y, value })
  return field
}

function withAt<T>(list: readonly T[], at: number, value: T, filler: T): readonly T[] {
  const next = [...list]
  while (next.length < at) next.push(filler)
  next[at] = value
  return next
}

function readSpark(line: unknown): [number, Spark] {
  const [id, x, y, value] = (line as unknown[]).map(Number) as [number, number, number, number]
  return [id, { id, x, y, value }]
}

function seatOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
