import type { Unread } from '../../kit/module'
import type { Sparks } from '../types'

/** What happened in a round, as `facts` events tell it: each with the tick of the room. */
export type Fact =
  | { tick: number; kind: 'roundStart'; startTick: number; roundTicks: number }
  | { tick: number; kind: 'spawn'; id: number; x: number; y: number; value: number }
  | { tick: number; kind: 'pick'; seat: number; id: number; score: number }
  | { tick: number; kind: 'hit'; by: number; victim: number; drop: number; dropped: readonly Dropped[] }
  | { tick: number; kind: 'crown'; seat: number }
  | { tick: number; kind: 'starSoon' }
  | { tick: number; kind: 'join'; seat: number }
  | { tick: number; kind: 'leave'; seat: number }
  | { tick: number; kind: 'hold'; startTick: number; until: number }

export interface Dropped {
  id: number
  x: number
  y: number
}

/** The facts of one event; a kind this version does not know is left out. */
export function readFacts(data: unknown): Fact[] {
  const { list } = (data ?? {}) as Unread<Sparks['events']['facts']>
  return Array.isArray(list) ? list.flatMap(line => (Array.isArray(line) ? (readFact(line) ?? []) : [])) : []
}

function readFact([tickValue, kind, ...rest]: unknown[]): Fact | null {
  const tick = Number(tickValue)
  const [a, b, c, d] = rest.map(Number) as [number, number, number, number]
  switch (kind) {
    case 'roundStart':
      return { tick, kind, startTick: a, roundTicks: b }
    case 'spawn':
      return { tick, kind, id: a, x: b, y: c, value: d }
    case 'pick':
      return { tick, kind, seat: a, id: b, score: c }
    case 'hit': {
      const dropped: Dropped[] = []
      for (let i = 3; i + 2 < rest.length; i += 3) {
        dropped.push({ id: Number(rest[i]), x: Number(rest[i + 1]), y: Number(rest[i + 2]) })
      }
      return { tick, kind, by: a, victim: b, drop: c, dropped }
    }
    case 'crown':
    case 'join':
    case 'leave':
      return { tick, kind, seat: a }
    case 'starSoon':
      return { tick, kind }
    case 'hold':
      return { tick, kind, startTick: a, until: b }
    default:
      return null
  }
}

/** Whether a fact is about that seat: its picture need not wait for the others'. */
export function concerns(fact: Fact, seat: number | null): boolean {
  if (seat === null) return false
  if (fact.kind === 'hit') return fact.by === seat || fact.victim === seat
  return fact.kind === 'pick' && fact.seat === seat
}
