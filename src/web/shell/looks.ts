import { GOLD, lookNumber, LOOKS } from '../kit/palette'
import type { Member } from '../sdk'

/**
 * The look each seat has at this table. Two who chose the same are told apart: the lower seat keeps it, the other gets
 * the next free one, gold only when no other is free. Who has no seat keeps what was chosen.
 */
export function looksAt(all: readonly Pick<Member, 'id' | 'look' | 'seat'>[]): ReadonlyMap<string, number> {
  const taken = new Set<number>()
  const given = new Map<string, number>()
  const seats = all.filter(member => member.seat !== null).toSorted((a, b) => a.seat! - b.seat!)
  for (const member of seats) {
    const chosen = lookNumber(member.look)
    const look = taken.has(chosen) ? nextFree(chosen, taken) : chosen
    taken.add(look)
    given.set(member.id, look)
  }
  return given
}

function nextFree(look: number, taken: ReadonlySet<number>): number {
  for (let step = 1; step < LOOKS; step++) {
    const next = (look + step) % LOOKS
    if (next !== GOLD && !taken.has(next)) return next
  }
  return taken.has(GOLD) ? look : GOLD
}
