import { describe, expect, it } from 'vitest'
import { DELAY, TickClock } from './tickclock'

const STEP = 1_000 / 30

/** Frames of `ticks` ticks; each is `late(tick)` ms later than the fastest way. */
function fed(ticks: number, late: (tick: number) => number): TickClock {
  const clock = new TickClock(STEP)
  for (let tick = 0; tick < ticks; tick++) clock.arrived(tick, 5_000 + tick * STEP + late(tick))
  return clock
}

describe('the clock of ticks', () => {
  it('is the fastest way a frame has come, not the usual one', () => {
    const clock = fed(100, tick => (tick % 10 === 3 ? 0 : 25))

    expect(clock.tickAt(5_000 + 60 * STEP)).toBeCloseTo(60, 6)
  })

  it('forgets a fast way after half a minute', () => {
    const clock = fed(31 * 30 + 5, tick => (tick === 0 ? 0 : 40))

    expect(clock.tickAt(5_040 + 900 * STEP)).toBeCloseTo(900, 6)
  })

  it('follows ticks that stood still for a while, as in a restart, within a third of a second', () => {
    const clock = fed(110, tick => (tick < 100 ? 0 : 4_000))

    expect(clock.tickAt(9_000 + 110 * STEP)).toBeCloseTo(110, 6)
    expect(clock.wantedDelay).toBeLessThan(DELAY.max)
  })

  it('does not take a short stall for that', () => {
    const clock = fed(109, tick => (tick < 100 ? 0 : 4_000))

    expect(clock.tickAt(5_000 + 109 * STEP)).toBeCloseTo(109, 6)
  })

  it('begins anew when ticks do', () => {
    const clock = fed(100, () => 0)

    clock.arrived(0, 60_000)

    expect(clock.tickAt(60_000 + 3 * STEP)).toBeCloseTo(3, 6)
  })
})

describe('the delay', () => {
  it('is short on an even line', () => {
    expect(fed(90, () => 0).wantedDelay).toBe(DELAY.min)
  })

  it('covers all but the rarest latenesses', () => {
    const clock = fed(90, tick => (tick % 9 === 0 ? 80 : 0))

    expect(clock.wantedDelay).toBeCloseTo(DELAY.base + 80, 6)
  })

  it('has an end', () => {
    expect(fed(90, tick => (tick % 3 === 0 ? 900 : 0)).wantedDelay).toBe(DELAY.max)
  })
})

describe('rendered time', () => {
  it('is the delay behind the newest tick', () => {
    const clock = fed(90, () => 0)

    expect(clock.renderTick(5_000 + 90 * STEP, 16)).toBeCloseTo(90 - DELAY.min / STEP, 6)
  })

  it('never jumps: slower by a tenth at most when the delay grows, faster by a fiftieth when it shrinks', () => {
    const clock = fed(90, () => 0)
    let now = 5_000 + 90 * STEP
    let before = clock.renderTick(now, 16)
    let slowest = 1
    let fastest = 1
    for (let tick = 90; tick < 600; tick++) {
      // A bad three seconds, then a good line again.
      clock.arrived(tick, now + (tick < 180 ? 120 * (tick % 2) : 0))
      now += STEP
      const here = clock.renderTick(now, STEP)
      const rate = here - before
      slowest = Math.min(slowest, rate)
      fastest = Math.max(fastest, rate)
      before = here
    }

    expect(slowest).toBeGreaterThanOrEqual(0.9 - 1e-9)
    expect(slowest).toBeLessThan(0.95)
    expect(fastest).toBeLessThanOrEqual(1.02 + 1e-9)
    expect(fastest).toBeGreaterThan(1.01)
    expect(clock.wantedDelay).toBe(DELAY.min)
  })

  it('starts anew after a time nobody watched', () => {
    const clock = fed(90, () => 0)
    clock.renderTick(5_000 + 90 * STEP, 16)

    expect(clock.renderTick(5_000 + 300 * STEP, 50)).toBeCloseTo(300 - DELAY.min / STEP, 6)
  })
})
