import { describe, expect, it } from 'vitest'
import { readFacts, type Fact } from './facts'
import { apply, init, type Model } from './model'
import { Stage } from './stage'

/** A stage over a model, as a room's events move both. */
class Bench {
  readonly played: string[] = []
  readonly skipped: number[] = []
  model: Model = init({ state: {}, result: null })
  readonly stage = new Stage({
    play: (fact, spark) => this.played.push(spark ? `${fact.kind} of ${spark.id}` : fact.kind),
    skipped: facts => this.skipped.push(facts.length),
  })

  take(seat: number | null, silent: boolean, ...list: unknown[][]): void {
    const data = { roundTick: 0, list }
    this.model = apply(this.model, { type: 'facts', at: 0, data })
    this.stage.add(readFacts(data), this.model, seat, silent)
  }
  get shown(): number[] {
    return [...this.stage.field.keys()]
  }
}

describe('the stage', () => {
  it('shows a fact when the rendered tick reaches it, not when it arrives', () => {
    const bench = new Bench()
    bench.take(0, false, [100, 'spawn', 1, 50, 50, 1], [103, 'pick', 4, 1, 1])

    bench.stage.advance(99, bench.model)
    expect(bench.shown).toEqual([])

    bench.stage.advance(101, bench.model)
    expect(bench.shown).toEqual([1])
    expect(bench.stage.scores[4]).toBeUndefined()

    bench.stage.advance(104, bench.model)
    expect(bench.shown).toEqual([])
    expect(bench.stage.scores[4]).toBe(1)
    expect(bench.played).toEqual(['spawn', 'pick of 1'])
  })

  it('shows own facts at once, and leaves no ghost of a spark whose appearance was still to come', () => {
    const bench = new Bench()

    bench.take(4, false, [100, 'spawn', 1, 50, 50, 1], [102, 'pick', 4, 1, 1])
    expect(bench.played).toEqual(['pick'])
    expect(bench.stage.scores[4]).toBe(1)

    bench.stage.advance(110, bench.model)
    expect(bench.shown).toEqual([])
  })

  it('puts everything in place silently when too much has come at once', () => {
    const bench = new Bench()

    bench.take(0, false, ...Array.from({ length: 31 }, (_, i) => [100 + i, 'spawn', i + 1, 50, 50, 1]))

    expect(bench.played).toEqual([])
    expect(bench.skipped).toEqual([31])
    expect(bench.shown).toHaveLength(31)
  })

  it('puts everything in place silently when it is more than a second behind, or missed', () => {
    const bench = new Bench()
    bench.take(0, false, [100, 'spawn', 1, 50, 50, 1])
    bench.stage.advance(131, bench.model)
    bench.take(0, true, [140, 'spawn', 2, 50, 50, 1])

    expect(bench.played).toEqual([])
    expect(bench.skipped).toEqual([1, 1])
    expect(bench.shown).toEqual([1, 2])
  })

  it('takes the crown off who leaves', () => {
    const bench = new Bench()
    bench.take(0, false, [1, 'crown', 3], [2, 'leave', 3])

    bench.stage.advance(1, bench.model)
    expect(bench.stage.crown).toBe(3)
    bench.stage.advance(2, bench.model)
    expect(bench.stage.crown).toBeNull()
  })

  it('hides a spark the own comet reaches at once, and shows it again when nobody confirms', () => {
    const bench = new Bench()
    bench.take(0, false, [1, 'spawn', 1, 50, 50, 1])
    bench.stage.advance(2, bench.model)

    expect(bench.stage.reach(60, 60, 1_000).map(spark => spark.id)).toEqual([1])
    expect(bench.stage.isTaken(1, 1_399)).toBe(true)
    expect(bench.stage.reach(60, 60, 1_410)).toEqual([])
    expect(bench.stage.isTaken(1, 1_410)).toBe(false)
  })

  it('shows the confirmed pickup of a spark that was hidden already no second time', () => {
    const bench = new Bench()
    bench.take(4, false, [1, 'spawn', 1, 50, 50, 1])
    bench.stage.advance(2, bench.model)
    bench.stage.reach(60, 60, 1_000)

    bench.take(4, false, [3, 'pick', 4, 1, 1])

    expect(bench.played).toEqual(['spawn', 'pick'])
    expect(bench.shown).toEqual([])
  })
})

it('reads the dropped sparks of a hit', () => {
  const [hit] = readFacts({ list: [[7, 'hit', 1, 2, 2, 30, 5, 6, 31, 7, 8]] }) as [Extract<Fact, { kind: 'hit' }>]

  expect(hit.dropped).toEqual([{ id: 30, x: 5, y: 6 }, { id: 31, x: 7, y: 8 }])
})
