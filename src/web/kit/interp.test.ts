import { describe, expect, it } from 'vitest'
import { Track, type Sample } from './interp'

const OPTIONS = { stepMs: 1_000 / 30, drag: 4.375, fastest: 1_300 }

function track(...samples: Sample[]): Track {
  const made = new Track(OPTIONS)
  for (const sample of samples) made.add(sample)
  return made
}

const at = (tick: number, x: number, vx: number): Sample => ({ tick, x, y: 500, vx, vy: 0, flags: 0 })

describe('a track', () => {
  it('goes through its samples, and evenly between them at an even speed', () => {
    const even = track(at(10, 100, 300), at(11, 110, 300), at(12, 120, 300))

    expect(even.at(11)).toMatchObject({ x: 110 })
    expect(even.at(11.25)!.x).toBeCloseTo(112.5, 9)
    expect(even.at(11.25)!.stale).toBe(false)
  })

  it('keeps the speeds at the ends of a gap: a curve, not a line', () => {
    const braking = track(at(0, 100, 300), at(3, 115, 0))

    const early = braking.at(0.3)!.x - 100
    const late = 115 - braking.at(2.7)!.x

    expect(early).toBeGreaterThan(1.5 * late)
  })

  it('does not fly across the field when a comet is put elsewhere', () => {
    const put = track(at(0, 100, 0), at(1, 900, 0))

    expect(put.at(0.9)!.x).toBe(100)
    expect(put.at(1)!.x).toBe(900)
  })

  it('guesses on for 100 ms with drag, then stands still and says so', () => {
    const lost = track(at(10, 100, 300))

    const guess = lost.at(12)!
    const end = lost.at(14)!

    expect(guess.stale).toBe(false)
    expect(guess.x).toBeGreaterThan(115)
    expect(guess.x).toBeLessThan(120)
    expect(end.stale).toBe(true)
    expect(end.x).toBe(lost.at(40)!.x)
    expect(end.x).toBeLessThan(130)
  })

  it('begins anew with ticks that do', () => {
    const again = track(at(900, 100, 0), at(3, 700, 0))

    expect(again.at(3)!.x).toBe(700)
  })
})
