import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bodyAt, HEIGHT, RADIUS, step, WIDTH } from './motion'
import { motionVectors, textOf, type MotionVectors } from './motion.vectors'

/** Read by the C# tests too. `WRITE_VECTORS=1 npx vitest run motion` makes it anew, after a deliberate change of the rules. */
const FILE = join(import.meta.dirname, '../../../../tests/protocol/sparks-motion.json')
if (process.env.WRITE_VECTORS) writeFileSync(FILE, textOf(motionVectors()))
const golden = JSON.parse(readFileSync(FILE, 'utf8')) as MotionVectors

it('moves exactly as the golden vectors say, which the server is held to as well', () => {
  let steps = 0
  for (const run of golden.runs) {
    const body = bodyAt(...run.start)
    for (const [x, y, dash, ...expected] of run.steps) {
      step(body, x!, y!, dash === 1)
      const found = [body.x, body.y, body.vx, body.vy, body.cooldown, body.dash]
      found.forEach((value, i) => expect(Math.abs(value - expected[i]!), run.about).toBeLessThanOrEqual(1e-9))
      steps++
    }
  }
  expect(steps).toBeGreaterThan(500)
})

it('covers walls, dashes and rest in the golden vectors', () => {
  const all = golden.runs.flatMap(run => run.steps)
  expect(all.some(line => line[3] === WIDTH - RADIUS)).toBe(true)
  expect(all.some(line => line[3] === RADIUS && line[4] === RADIUS)).toBe(true)
  expect(all.some(line => line[4] === HEIGHT - RADIUS)).toBe(true)
  expect(all.some(line => line[8] === 8)).toBe(true)
})

it('takes a stick that is no number for none', () => {
  const odd = bodyAt(300, 300, 10, 10)
  const still = bodyAt(300, 300, 10, 10)

  step(odd, NaN, 1, false)
  step(still, 0, 0, false)

  expect(odd).toEqual(still)
})

it('comes near 320 units a second and no further', () => {
  const body = bodyAt(100, 500)
  for (let i = 0; i < 90; i++) step(body, 1, 0, false)
  expect(body.vx).toBeGreaterThan(318)
  expect(body.vx).toBeLessThanOrEqual(320)
})
