import { describe, expect, it } from 'vitest'
import { patch, reduce, type View, viewOf } from './state'

const NOW = 1_000_000

const view = (): View =>
  viewOf({
    table: {
      members: [{ id: 'ann', name: 'Ann', look: 1, seat: 0, bot: false, away: false, spectator: false }],
      captain: 'ann',
      phase: 'lobby',
      match: 0,
      options: { rounds: 3 },
      result: null,
    },
    state: { cells: [null, null, null], turn: 0 },
    mine: { hand: [1, 2] },
  }, NOW)

const after = (before: View, type: string, from?: string, data: unknown = {}): View => reduce(before, type, from, data, NOW)

describe('a patch', () => {
  it('sets properties and elements, and appends behind the last', () => {
    const before = { cells: [null, null], turn: 0, log: ['a'] }

    const patched = patch(before, [['cells', 1, 5], ['turn', 1], ['log', 1, 'b'], ['log', 2, 'c']])

    expect(patched).toEqual({ cells: [null, 5], turn: 1, log: ['a', 'b', 'c'] })
    expect(before, 'what was shown is not changed in place').toEqual({ cells: [null, null], turn: 0, log: ['a'] })
  })

  it('leaves what it does not name as it is', () => {
    const before = { big: { a: 1 }, turn: 0 }

    expect(patch(before, [['turn', 1]]).big).toBe(before.big)
  })

  it('an array that is set is not the one that is changed after', () => {
    const sent = [1, 2]

    expect(patch({}, [['a', sent], ['a', 0, 9]])).toEqual({ a: [9, 2] })
    expect(sent).toEqual([1, 2])
  })

  it('goes to the own part when it says so', () => {
    const now = after(view(), 'patch', undefined, { changes: [['hand', [2]]], mine: true })

    expect(now.mine).toEqual({ hand: [2] })
    expect(now.state).toEqual(view().state)
  })

  it('takes the own part away from who lost the seat, and gives one to who got it', () => {
    const lost = after(view(), 'patch', undefined, { changes: null, mine: true })
    expect(lost.mine).toBeNull()

    const got = after(lost, 'patch', undefined, { changes: [['hand', [7]]], mine: true })
    expect(got.mine).toEqual({ hand: [7] })
  })

  it('timers travel as what is left of them and are shown as moments of the server', () => {
    const joined = viewOf({ table: { startsInMs: 3_000 }, state: { deadlines: { turn: 30_000 } } }, NOW)
    expect(joined.table.startsAt).toBe(NOW + 3_000)
    expect(joined.state.deadlines).toEqual({ turn: NOW + 30_000 })

    const patched = reduce(joined, 'patch', undefined, { changes: [['turn', 1]], deadlines: { turn: 500 } }, NOW + 9_000)
    expect(patched.state).toEqual({ turn: 1, deadlines: { turn: NOW + 9_500 } })
    const ended = reduce(patched, 'ended', undefined, { result: 'draw', startsInMs: 20_000 }, NOW + 9_000)
    expect(ended.table.startsAt).toBe(NOW + 29_000)
    const late = reduce(ended, 'patch', undefined, { changes: [], startsInMs: 20_000 }, NOW + 15_000)
    expect(late).toEqual({ ...ended, table: { ...ended.table, startsAt: NOW + 35_000 } })
    const never = reduce(late, 'patch', undefined, { changes: [], startsInMs: null }, NOW + 35_000)
    expect(never.table.startsAt).toBeNull()
  })

  it('lays another game on the table: its lobby, the same people, nothing of before', () => {
    const before = after(view(), 'ended', undefined, { result: 'draw' })

    const now = after(before, 'patch', undefined, { changes: [['dice', []]], game: 'bluff', chat: true, options: { lives: 2 } })

    expect(now.state).toEqual({ dice: [] })
    expect(now.mine).toBeNull()
    expect(now.table).toMatchObject({ phase: 'lobby', options: { lives: 2 }, result: null, captain: 'ann' })
    expect(now.table.members).toBe(before.table.members)
  })
})

describe('the table', () => {
  it('people join, sit, stand, go away, come back and leave', () => {
    let now = view()
    const bob = (): unknown => now.table.members.find(m => m.id === 'bob')

    now = after(now, 'joined', 'bob', { name: 'Bob', look: 2, seat: null, bot: false })
    expect(bob()).toEqual({ id: 'bob', name: 'Bob', look: 2, seat: null, bot: false, away: false, spectator: false })
    now = after(now, 'seated', 'bob', { seat: 1 })
    expect(bob()).toMatchObject({ seat: 1, spectator: false })
    now = after(now, 'seated', 'bob', { seat: null })
    expect(bob()).toMatchObject({ seat: null, spectator: true })
    now = after(now, 'away', 'bob', {})
    expect(bob()).toMatchObject({ away: true })
    now = after(now, 'back', 'bob', {})
    expect(bob()).toMatchObject({ away: false })
    now = after(now, 'captain', 'bob', {})
    expect(now.table.captain).toBe('bob')
    now = after(now, 'left', 'bob', { reason: 'leave' })
    expect(bob()).toBeUndefined()
  })

  it('somebody who joins again is there once', () => {
    const now = after(view(), 'joined', 'ann', { name: 'Anna', look: 1, seat: 0, bot: false })

    expect(now.table.members.map(m => m.name)).toEqual(['Anna'])
  })

  it('matches start, end and are wanted again', () => {
    let now = after(view(), 'started', undefined, {})
    expect(now.table).toMatchObject({ phase: 'playing', match: 1, result: null, options: { rounds: 3 } })
    now = after(now, 'ended', undefined, { result: 'draw' })
    expect(now.table).toMatchObject({ phase: 'ended', result: 'draw' })
    now = after(now, 'again', 'ann', { votes: 1 })
    expect(now.table.votes).toBe(1)
    now = after(now, 'started', undefined, { match: 5 })
    expect(now.table).toMatchObject({ phase: 'playing', match: 5, result: null, votes: 0 })
  })

  it('an event of the game itself changes nothing', () => {
    const before = view()

    expect(after(before, 'placed', 'ann', { cell: 4 })).toBe(before)
  })
})
