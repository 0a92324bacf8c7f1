import { describe, expect, it } from 'vitest'
import { followLink, openRoom } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.set()

/** Longer than any retry: the slowest comes after 3 s and 30 %. */
const NO_RETRY_MS = 6_000

describe('one player in two tabs', () => {
  it('CON-2: the second tab asks, takes over, and the first stays quiet until its own "Play here"', async () => {
    const ann = await stage.arrive('Ann')
    const code = await openRoom(ann, 'Tic-tac-toe')
    const first = ann.page
    await first.getByText('Room code').waitFor()

    const second = await ann.newTab()
    await followLink(ann, code, second)
    await second.getByText('You are playing in another tab.').first().waitFor()
    await ann.screenshot('tab-asks', second)

    await second.getByRole('button', { name: 'Play here' }).click()
    await second.getByText('Room code').waitFor()
    await first.getByText('You are playing in another tab.').first().waitFor()
    await ann.screenshot('tab-superseded', first)

    let dials = 0
    first.on('websocket', () => dials++)
    await first.evaluate(() => {
      for (const event of ['online', 'focus', 'pageshow']) window.dispatchEvent(new Event(event))
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await new Promise(next => setTimeout(next, NO_RETRY_MS))
    expect(dials, 'the older tab dials nothing by itself').toBe(0)

    await first.getByRole('button', { name: 'Play here' }).click()
    await second.getByText('You are playing in another tab.').first().waitFor()
    await expect.poll(async () => (await ann.view(first))?.seatState).toBe('live 0')
    expect(dials).toBe(1)
    expect(ann.complaints).toBe('')
  })
})
