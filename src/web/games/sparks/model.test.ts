import { describe, expect, it } from 'vitest'
import { absenceOf, apply, hashOf, init, type Missed, type Model, standing, ticksLeft, withMissed } from './model'
import { readFacts } from './facts'

const START = { state: {}, result: null }

function facts(roundTick: number, ...list: unknown[][]): { type: string; at: number; data: unknown } {
  return { type: 'facts', at: 1_000 + roundTick, data: { roundTick, list } }
}

function after(...events: { type: string; at: number; data: unknown }[]): Model {
  return events.reduce(apply, init(START))
}

const ROUND = facts(0, [50, 'roundStart', 50], [50, 'spawn', 1, 100, 200, 1], [50, 'spawn', 2, 300, 400, 1], [50, 'join', 0], [50, 'join', 3])

describe('a round', () => {
  it('is what the facts have made of it', () => {
    const model = after(
      ROUND,
      facts(9, [57, 'pick', 3, 1, 1], [59, 'spawn', 3, 800, 500, 5], [59, 'crown', 3]),
      facts(30, [80, 'hit', 0, 3, 1, 4, 120, 130]),
    )

    expect(model.scores).toEqual([0, 0, 0, 0])
    expect([...model.field.values()]).toEqual([
      { id: 2, x: 300, y: 400, value: 1 },
      { id: 3, x: 800, y: 500, value: 5 },
      { id: 4, x: 120, y: 130, value: 1 },
    ])
    expect(model).toMatchObject({ crown: 3, startTick: 50, tick: 80, at: 1_030 })
    expect(standing(model)).toEqual([{ seat: 0, score: 0 }, { seat: 3, score: 0 }])
  })

  it('is the same from a snapshot in its middle and the events behind it', () => {
    const middle = after(ROUND, facts(9, [57, 'pick', 3, 1, 1]))
    const snapshot = {
      state: {
        startTick: 50, holdUntil: 50, roundTick: 9, scores: [0, 0, 0, 1], flying: [true, false, false, true],
        field: [[2, 300, 400, 1]], crown: null, starSoon: false,
      },
      result: null,
    }
    const rest = [facts(12, [61, 'pick', 3, 2, 2], [62, 'starSoon']), facts(15, [64, 'leave', 0], [65, 'spawn', 5, 7, 8, 5])]

    const { at: _, ...whole } = rest.reduce(apply, middle)
    const { at: __, ...joined } = rest.reduce(apply, init(snapshot))

    expect({ ...joined, flying: joined.flying.slice(0, 4) }).toEqual({ ...whole, flying: [...whole.flying] })
    expect(joined).toMatchObject({ starSoon: false, scores: [0, 0, 0, 2] })
  })

  it('comes whole with its first patch, whether facts or patch are first', () => {
    const patch = { type: 'patch', at: 1, data: { changes: [['startTick', 50], ['field', [[1, 100, 200, 1], [2, 300, 400, 1]]], ['scores', [0, 0, 0, 0]], ['flying', [true, false, false, true]]] } }
    const started = { type: 'started', at: 1, data: { match: 2 } }

    const one = after(started, ROUND, patch)
    const other = after(started, patch, ROUND)

    expect([...other.field]).toEqual([...one.field])
    expect(standing(other)).toEqual(standing(one))
  })
})

it('takes the crown from who leaves, and gives it to nobody else', () => {
  const left = after(ROUND, facts(9, [57, 'crown', 3], [58, 'leave', 3], [58, 'join', 3]))

  expect(left).toMatchObject({ crown: null, flying: [true, false, false, true] })
})

describe('the check', () => {
  const model = after(ROUND, facts(9, [57, 'pick', 3, 1, 1]))
  const right = { tick: 60, scores: [0, 0, 0, 1, 0], sparksOnField: 1, hash: hashOf([2]) }
  const check = (data: unknown) => apply(model, { type: 'check', at: 0, data }).desyncs

  it('comes out where every event was taken once', () => {
    expect(check(right)).toBe(0)
  })

  it.each([
    ['a lost pickup', { ...right, scores: [0, 0, 0, 2, 0] }],
    ['a spark too many', { ...right, sparksOnField: 2 }],
    ['another spark', { ...right, hash: hashOf([3]) }],
  ])('counts %s', (_, data) => {
    expect(check(data)).toBe(1)
  })

  it('hashes ids ascending, low byte first: FNV-1a 32', () => {
    expect(hashOf([])).toBe(2_166_136_261)
    expect(hashOf([1])).toBe(fnv([1, 0, 0, 0]))
    expect(hashOf([70_000, 2])).toBe(fnv([2, 0, 0, 0, 0x70, 0x11, 1, 0]))
  })
})

function fnv(bytes: number[]): number {
  let hash = 2_166_136_261n
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 16_777_619n) & 0xffff_ffffn
  return Number(hash)
}

it('holds the clock where the server does', () => {
  const held = after(ROUND, facts(900, [1_000, 'hold', 190, 1_090]))

  expect(ticksLeft(held, 1_000)).toBe(1_800)
  expect(ticksLeft(held, 1_090)).toBe(1_800)
  expect(ticksLeft(held, 1_120)).toBe(1_770)
})

it('takes ranks and scores of the server at the end', () => {
  const ended = apply(after(ROUND), {
    type: 'ended',
    at: 0,
    data: { result: { ranking: [3, 0], scores: [5, 0, 0, 5], stolen: [2, 0, 0, 0], mostStolen: 0, longestCrown: null, bestComeback: null } },
  })

  expect(standing(ended)).toEqual([{ seat: 3, score: 5 }, { seat: 0, score: 5 }])
})

it('sums up an absence: the own gain, and who stole what', () => {
  const missed = readFacts({
    list: [
      [1, 'pick', 2, 10, 8], [2, 'pick', 2, 11, 10], [3, 'pick', 1, 12, 4],
      [4, 'hit', 1, 2, 3, 20, 1, 1, 21, 2, 2, 22, 3, 3], [5, 'hit', 1, 2, 2], [6, 'hit', 2, 1, 2],
    ],
  })

  expect(absenceOf(missed, 2, 6)).toEqual({ gained: 4, stolenBy: new Map([[1, 5]]) })
})

it('remembers of a long absence the running round alone', () => {
  const night = Array.from({ length: 300 }, (_, round) => readFacts({
    list: [[round * 1_000, 'pick', 2, 9, 5], [round * 1_000 + 240, 'roundStart', round * 1_000 + 240, 2_700], [round * 1_000 + 300, 'pick', 2, 10, 2]],
  }))

  const missed = night.reduce(withMissed, { facts: [], before: 7 } as Missed)

  expect(missed.facts.map(({ kind }) => kind)).toEqual(['roundStart', 'pick'])
  expect(absenceOf(missed.facts, 2, missed.before)).toEqual({ gained: 2, stolenBy: new Map() })
})

it('ignores what it does not know', () => {
  expect(readFacts({ list: [[1, 'rainbow', 3], 'no line', [2, 'starSoon']] })).toEqual([{ tick: 2, kind: 'starSoon' }])
  expect(readFacts(null)).toEqual([])
})
