import { describe, expect, it } from 'vitest'
import { flyAlone } from '../harness/arena'
import { Stage } from '../harness/stage'

const stage = Stage.set()

/** From each dial to the next, ms; each up to 30 % shorter or longer. */
const STEPS = [200, 500, 1_000, 2_000, 3_000]
/** What a loaded machine may add to a timer, ms. */
const LATE_MS = 1_500

describe('a server that nobody can reach', () => {
  it('CON-6: is dialled at once, then less and less often, and again as soon as it is back', async () => {
    const ann = await stage.arrive('Ann')
    ann.expectTrouble()
    await flyAlone(ann)
    const before = (await ann.traffic()).dials.length
    const since = Date.now()

    await ann.proxy.refuse()
    expect((await ann.heard(/^Reconnecting/, since)).text).toMatch(/^Reconnecting \.\.\. try \d+(, next in \d+ s)?$/)
    await expect.poll(async () => (await ann.traffic()).dials.length - before, { timeout: 15_000 }).toBeGreaterThan(STEPS.length)
    await ann.screenshot('sparks-retrying-desktop')
    const dials = (await ann.traffic()).dials.slice(before)
    await ann.proxy.pass()

    STEPS.forEach((step, i) => {
      const waited = dials[i + 1]! - dials[i]!
      expect(waited, `retry ${i + 1}`).toBeGreaterThanOrEqual(step * 0.7 - 5)
      expect(waited, `retry ${i + 1}`).toBeLessThanOrEqual(step * 1.3 + LATE_MS)
    })
    await ann.page.getByRole('button', { name: 'Now' }).click()
    await expect.poll(async () => (await ann.view())?.seatState, { timeout: 10_000 }).toBe('live 0')
    expect(ann.complaints).toBe('')
  })
})
