import { describe, expect, it } from 'vitest'
import { apply, awards, init, lineOf, readResult, type Model } from './model'

const lobby = init({ state: {}, phase: 'lobby', result: null })

function play(...events: [type: string, data: unknown, at?: number][]): Model {
  return events.reduce((model, [type, data, at = 0]) => apply(model, { type, data, at }), lobby)
}

const place = (seat: number, cell: number, at = 0): [string, unknown, number] => ['placed', { seat, cell }, at]

describe('a match of tic-tac-toe on screen', () => {
  it('begins empty, with seat 0 to move', () => {
    const model = play(['started', {}, 5])
    expect(model.cells).toEqual(Array(9).fill(null))
    expect(model).toMatchObject({ turn: 0, turnFrom: 5, outcome: null })
  })

  it('marks a cell and passes the turn', () => {
    const model = play(['started', {}, 0], place(0, 4, 1_500))
    expect(model.cells[4]).toBe(0)
    expect(model).toMatchObject({ turn: 1, turnFrom: 1_500 })
    expect(model.placed).toEqual([{ seat: 0, cell: 4, at: 1_500, tookMs: 1_500 }])
  })

  it('never changes the model it was given', () => {
    const before = play(['started', {}])
    const copy = structuredClone(before)
    apply(before, { type: 'placed', data: { seat: 0, cell: 0 }, at: 1 })
    expect(before).toEqual(copy)
  })

  it('stops the clock with the winning mark, before the result is said', () => {
    const model = play(['started', {}], place(0, 0), place(1, 3), place(0, 1), place(1, 4), place(0, 2))
    expect(lineOf(model.cells)).toEqual([0, 1, 2])
    expect(model).toMatchObject({ turn: null, turnFrom: null })
  })

  it('is the same from a snapshot in mid-match as from the events', () => {
    const events = play(['started', {}, 0], place(0, 4, 1), place(1, 0, 2))
    const snapshot = init({
      state: { cells: [1, null, null, null, 0, null, null, null, null], turn: 0 },
      phase: 'playing',
      result: null,
      turnFrom: 2,
    })
    expect({ ...events, placed: [] }).toEqual(snapshot)
  })

  it('starts over when the next match starts', () => {
    const model = play(['started', {}], place(0, 4), ['ended', { result: 'seat 1 wins on time' }], ['started', {}, 9])
    expect(model).toEqual(play(['started', {}, 9]))
  })

  it('is a lobby, with no result, when the captain puts the same game on the table anew', () => {
    const over = play(['started', {}], place(0, 4), ['ended', { result: 'seat 0 wins' }])
    const changes = [['cells', Array(9).fill(null)], ['turn', 0]]
    expect(apply(over, { type: 'patch', data: { game: 'tictactoe', chat: true, options: {}, deadlines: {}, changes }, at: 1 })).toEqual(lobby)
  })

  it('believes the runtime where a patch says who is next', () => {
    const model = play(['started', {}], ['patch', { changes: [['turn', 1], ['cells', 8, 0], ['other', 3]] }])
    expect(model.turn).toBe(1)
    expect(model.cells[8]).toBe(0)
  })

  it('counts only the time in which the clock ran: a restart takes nobody for a thinker', () => {
    const model = play(['started', {}, 0], ['patch', { changes: [], deadlines: { turn: 28_000 } }, 90_000], place(0, 4, 91_000))
    expect(model.placed).toEqual([{ seat: 0, cell: 4, at: 91_000, tookMs: 3_000 }])
  })

  it('ignores events of other matters and nonsense', () => {
    const model = play(['started', {}])
    expect(apply(model, { type: 'chat', data: { text: 'hi' }, at: 1 })).toBe(model)
    expect(apply(model, { type: 'placed', data: { seat: 7, cell: 1 }, at: 1 })).toBe(model)
    expect(apply(model, { type: 'placed', data: { seat: 0, cell: 9 }, at: 1 })).toBe(model)
    expect(init({ state: { cells: 'x', turn: 'y' }, phase: 'playing', result: 1 }).turn).toBeNull()
  })
})

describe('a result', () => {
  it.each([
    ['seat 0 wins', { winners: [0], onTime: false }],
    ['seat 1 wins on time', { winners: [1], onTime: true }],
    ['draw', { winners: [], onTime: false }],
    ['something new', null],
    [{ winner: 0 }, null],
  ])('%j is read', (result, outcome) => expect(readResult(result)).toEqual(outcome))

  it('is told in at most three true sentences', () => {
    const model = play(
      ['started', {}, 0], place(0, 0, 800), place(1, 4, 9_800), place(0, 1, 11_000), place(1, 5, 12_000),
      place(0, 2, 13_000), ['ended', { result: 'seat 0 wins' }],
    )
    expect(awards(model)).toEqual([
      { key: 'award.moves', seat: 0, params: { n: 3 } },
      { key: 'award.fastest', seat: 0, params: { s: 0.8 } },
      { key: 'award.thinker', seat: 1, params: { s: 9 } },
    ])
  })
})
