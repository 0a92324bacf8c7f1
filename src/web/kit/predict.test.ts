import { describe, expect, it } from 'vitest'
import { bodyAt, step, STEP_MS, type Body } from '../games/sparks/motion'
import { Predictor, type Stick } from './predict'

const copy = (body: Body): Body => ({ ...body })

/** A player and a server that runs the same motion `lag` steps later. */
class Duel {
  readonly own = new Predictor<Body>({ stepMs: STEP_MS, step: (body, stick) => step(body, stick.x, stick.y, stick.dash), copy })
  readonly truth = bodyAt(400, 500)
  readonly results: string[] = []
  private n = 1_000
  private readonly way: { n: number; stick: Stick }[] = []
  private tick = 0
  private readonly lag: number

  constructor(lag: number) {
    this.lag = lag
  }

  /** One step of both. The server answers with its frame at once; `frame` off: it is lost. */
  play(stick: Stick, { frame = true, push = 0 } = {}): void {
    this.own.advance(STEP_MS, () => {
      this.own.noteInput(++this.n)
      this.way.push({ n: this.n, stick })
      return stick
    })
    const taken = this.way[this.way.length - 1 - this.lag]
    this.tick++
    if (taken) step(this.truth, taken.stick.x, taken.stick.y, taken.stick.dash)
    this.truth.x += push
    if (frame) this.results.push(this.own.frame(this.tick, taken ? taken.n & 255 : 255, this.truth))
  }
}

const RIGHT: Stick = { x: 1, y: 0, dash: false }

describe('the own comet', () => {
  it('moves with the step of the input, long before the server says so', () => {
    const duel = new Duel(4)
    for (let i = 0; i < 30; i++) duel.play({ x: 0, y: 0, dash: false })
    const before = duel.own.shown!.x

    duel.play(RIGHT)

    expect(duel.own.shown!.x).toBeGreaterThan(before + 1)
    expect(duel.truth.vx).toBe(0)
  })

  it('is never corrected while the server does the same, a dash and turns included', () => {
    const duel = new Duel(4)
    for (let i = 0; i < 20; i++) duel.play(RIGHT)
    duel.results.length = 0

    for (let i = 0; i < 200; i++) duel.play({ x: Math.cos(i / 9), y: Math.sin(i / 9), dash: i % 70 === 5 })

    expect(new Set(duel.results)).toEqual(new Set(['none']))
    expect(duel.truth.cooldown).toBeGreaterThanOrEqual(0)
  })

  it('goes on from the server\'s word with the inputs the server has not seen', () => {
    const duel = new Duel(4)
    for (let i = 0; i < 60; i++) duel.play(RIGHT)
    duel.results.length = 0

    duel.play(RIGHT, { push: 30 })

    for (let i = 0; i < 20; i++) duel.play(RIGHT)
    expect(duel.results).toEqual(['eased', ...Array<string>(20).fill('none')])
    expect(duel.own.shown!.x).toBeGreaterThan(duel.truth.x + 30)
  })

  it('slides half of an error away in 90 ms, instead of jumping', () => {
    const still: Stick = { x: 0, y: 0, dash: false }
    const duel = new Duel(2)
    for (let i = 0; i < 30; i++) duel.play(still)
    const before = duel.own.shown!.x

    duel.play(still, { push: 40 })

    expect(duel.own.shown!.x).toBeCloseTo(before, 6)
    duel.own.advance(90, () => still)
    expect(duel.own.shown!.x).toBeCloseTo(before + 20, 6)
  })

  it('jumps when it was put far away', () => {
    const duel = new Duel(2)
    for (let i = 0; i < 30; i++) duel.play(RIGHT)
    duel.results.length = 0

    duel.play(RIGHT, { push: -200 })

    expect(duel.results).toEqual(['snapped'])
  })

  it('takes an error below half a unit for rounding', () => {
    const duel = new Duel(2)
    for (let i = 0; i < 30; i++) duel.play(RIGHT)
    duel.results.length = 0

    duel.play(RIGHT, { push: 0.3 })

    expect(duel.results).toEqual(['none'])
  })

  it('waits with a frame that is here before the own step', () => {
    const duel = new Duel(0)
    for (let i = 0; i < 30; i++) duel.play(RIGHT)
    duel.results.length = 0
    const next = copy(duel.truth)
    step(next, 1, 0, false)

    expect(duel.own.frame(31, 255, next)).toBe('none')
    const before = duel.own.shown!.x
    duel.own.advance(STEP_MS, () => RIGHT)

    expect(Math.max(...duel.own.corrections)).toBe(0)
    expect(duel.own.shown!.x).toBeCloseTo(next.x, 6)
    expect(before).toBeLessThan(next.x)
  })

  it('bears lost frames', () => {
    const duel = new Duel(3)
    for (let i = 0; i < 30; i++) duel.play(RIGHT)
    duel.results.length = 0

    for (let i = 0; i < 60; i++) duel.play({ x: Math.cos(i / 9), y: 0.5, dash: false }, { frame: i % 4 === 0 })

    expect(new Set(duel.results)).toEqual(new Set(['none']))
  })
})
