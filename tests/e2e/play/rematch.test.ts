import type { CDPSession, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openArena, wander } from '../harness/arena'
import { mainThreadTasks } from '../harness/tasks'
import { Stage } from '../harness/stage'

const stage = Stage.set()

const ROUND_S = 5
const REMATCHES = 10
/** Of CPU time: on a busy machine the wall's clock counts what others do. */
const LONG_TASK_MS = 50
/** Between the third round, when everything was used once, and the last. */
const HEAP_GROWTH = 1_000_000

/** What is alive on the page after a collection. */
async function alive(session: CDPSession): Promise<{ bytes: number; nodes: number; listeners: number }> {
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string) => metrics.find(metric => metric.name === name)!.value
  return { bytes: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') }
}

/** As a keyboard does it: from wherever the focus is, on to the button, and Enter. */
async function pressRematch(page: Page): Promise<void> {
  const rematch = page.getByRole('button', { name: 'Rematch' })
  await rematch.waitFor({ timeout: 20_000 })
  for (let tabs = 0; !(await rematch.evaluate(button => button === document.activeElement)); tabs++) {
    expect(tabs, 'the button is reached').toBeLessThan(20)
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await rematch.waitFor({ state: 'detached' })
}

describe('one round after the other', () => {
  it('is played with the keyboard alone, in tasks shorter than a blink, and leaves nothing behind', async () => {
    const ann = await stage.arrive('Ann', undefined, { reducedMotion: 'no-preference' })
    const { page } = ann
    await openArena(ann, ROUND_S)
    const session = await ann.context.newCDPSession(page)
    await session.send('Performance.enable')

    // Keys steer: the comet flies down, and to the right.
    const before = (await ann.view())!.picture!.own!
    await page.keyboard.down('KeyS')
    await expect.poll(async () => (await ann.view())!.picture!.own!.y - before.y, { timeout: 5_000 }).toBeGreaterThan(30)
    await page.keyboard.up('KeyS')
    await page.keyboard.press('Space')
    await wander(page)

    let third = await alive(session)
    let longest: { ms: number; name: string } | undefined
    for (let round = 1; round <= REMATCHES; round++) {
      await pressRematch(page)
      if (round === 3) third = await alive(session)
      if (round === 5) longest = (await mainThreadTasks(page, () => page.getByRole('button', { name: 'Rematch' }).waitFor({ timeout: 20_000 }))).at(-1)
    }
    const last = await alive(session)

    console.log(`heap ${Math.round(third.bytes / 1_000)} KB after 3 rounds, ${Math.round(last.bytes / 1_000)} KB after ${REMATCHES}; nodes ${third.nodes} and ${last.nodes}; longest task ${longest!.ms.toFixed(1)} ms of CPU`)
    expect(last.bytes - third.bytes).toBeLessThan(HEAP_GROWTH)
    expect(last.nodes - third.nodes).toBeLessThan(200)
    expect(last.listeners - third.listeners).toBeLessThan(50)
    expect(longest!.ms).toBeLessThan(LONG_TASK_MS)
    expect(ann.complaints).toBe('')
  }, 180_000)
})
