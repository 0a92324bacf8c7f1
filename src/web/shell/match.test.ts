import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { GameModule } from '../kit/module'
import type { Client, Member, Room } from '../sdk'

vi.mock('./speaker', () => ({ speaker: {} }))
vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => {} }))
vi.stubGlobal('document', { hidden: true, addEventListener: () => {}, removeEventListener: () => {} })

const module = { seats: 2, celebrationMs: 0, outcome: () => ({ winners: [1], onTime: false }) } as unknown as GameModule

function member(id: string, seat: number): Member {
  return { id, name: id, look: seat, seat, bot: false, away: false, spectator: false }
}

/** A room whose batches of events the test makes. */
function someRoom() {
  const handlers = new Map<string, (data: unknown, event: object) => void>()
  const room = {
    table: { phase: 'playing', members: [member('ann', 0)] },
    get members() {
      return this.table.members
    },
    seat: 0,
    pending: [],
    on: (type: string, handler: (data: unknown, event: object) => void) => (handlers.set(type, handler), () => {}),
    onSnapshot: () => () => {},
  }
  return {
    room: room as unknown as Room,
    /** One event of a batch: the page hears of the room's state at the batch's end. */
    event(type: string, data: object, table: object, from?: string) {
      room.table = { ...room.table, ...table }
      handlers.get(type)!(data, { type, from, replayed: false, presented: false })
    },
  }
}

describe('what happens in the same batch of events as somebody came in', () => {
  beforeEach(() => vi.useFakeTimers())

  it('counts for them: a match won, a word said', async () => {
    const { room } = await import('./room')
    const { bubbles, followMatch, wins } = await import('./match')
    const { startSession } = await import('./session')
    startSession({ link: { state: 'live' }, player: { id: 'ann' }, drops: 0, onLink: () => {}, onNotice: () => {} } as unknown as Client, () => null)
    const at = someRoom()
    room.value = at.room
    followMatch(at.room, module)

    at.event('ended', {}, { phase: 'ended', members: [member('ann', 0), member('bob', 1)] })
    at.event('chat', { text: 'Again?' }, {}, 'bob')

    expect(wins.value.get('bob')).toBe(1)
    expect(bubbles.value.get('bob')?.text).toBe('Again?')
  })
})
