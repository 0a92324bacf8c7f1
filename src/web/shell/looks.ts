import { lookNumber, LOOKS } from '../kit/palette'
import type { Member } from '../sdk'

/**
 * The look each seat has at this table. Two who chose the same are told apart: the lower seat keeps it, the other gets
 * the next free one. Who has no seat keeps what was chosen.
 */
export function looksAt(all: readonly Pick<Member, 'id' | 'look' | 'seat'>[]): ReadonlyMap<string, number> {
  const taken = new Set<number>()
  const given = new Map<string, number>()
  const seats = all.filter(member => member.seat !== null).toSorted((a, b) => a.seat! - b.seat!)
  for (const member of seats) {
    let look = lookNumber(member.look)
    for (let tries = 0; tries < LOOKS && taken.has(look); tries++) look = (look + 1) % LOOKS
    taken.add(look)
    given.set(member.id, look)
  }
  return given
}
