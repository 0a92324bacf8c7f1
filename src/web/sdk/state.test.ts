import { describe, expect, it } from 'vitest'
import { patch, reduce, type View, viewOf } from './state'

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
  })

describe('a patch', () => {
  it('sets properties and elements, and appends behind the last', () => {
    const before = { cells: [null, null], turn: 0, log: ['a'] }

    const after = patch(before, [['cells', 1, 5], ['turn', 1], ['log', 1, 'b'], ['log', 2, 'c']])

    expect(after).toEqual({ cells: [null, 5], turn: 1, log: ['a', 'b', 'c'] })
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
    const after = reduce(view(), 'patch', undefined, { changes: [['hand', [2]]], mine: true })

    expect(after.mine).toEqual({ hand: [2] })
    expect(after.state).toEqual(view().state)
  })
})

describe('the table', () => {
  it('people join, sit, stand, go away, come back and leave', () => {
    let now = view()
    const bob = (): unknown => now.table.members.find(m => m.id === 'bob')

    now = reduce(now, 'joined', 'bob', { name: 'Bob', look: 2, seat: null, bot: false })
    expect(bob()).toEqual({ id: 'bob', name: 'Bob', look: 2, seat: null, bot: false, away: false, spectator: false })
    now = reduce(now, 'seated', 'bob', { seat: 1 })
    expect(bob()).toMatchObject({ seat: 1, spectator: false })
    now = reduce(now, 'seated', 'bob', { seat: null })
    expect(bob()).toMatchObject({ seat: null, spectator: true })
    now = reduce(now, 'away', 'bob', {})
    expect(bob()).toMatchObject({ away: true })
    now = reduce(now, 'back', 'bob', {})
    expect(bob()).toMatchObject({ away: false })
    now = reduce(now, 'captain', 'bob', {})
    expect(now.table.captain).toBe('bob')
    now = reduce(now, 'left', 'bob', { reason: 'leave' })
    expect(bob()).toBeUndefined()
  })

  it('somebody who joins again is there once', () => {
    const now = reduce(view(), 'joined', 'ann', { name: 'Anna', look: 1, seat: 0, bot: false })

    expect(now.table.members.map(m => m.name)).toEqual(['Anna'])
  })

  it('matches start, end and are wanted again', () => {
    let now = reduce(view(), 'started', undefined, {})
    expect(now.table).toMatchObject({ phase: 'playing', match: 1, result: null, options: { rounds: 3 } })
    now = reduce(now, 'ended', undefined, { result: 'draw' })
    expect(now.table).toMatchObject({ phase: 'ended', result: 'draw' })
    now = reduce(now, 'again', 'ann', { votes: 1 })
    expect(now.table.votes).toBe(1)
    now = reduce(now, 'started', undefined, { match: 5 })
    expect(now.table).toMatchObject({ phase: 'playing', match: 5, result: null, votes: null })
  })

  it('an event of the game itself changes nothing', () => {
    const before = view()

    expect(reduce(before, 'placed', 'ann', { cell: 4 })).toBe(before)
  })
})
