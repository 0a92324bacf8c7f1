import { describe, expect, it } from 'vitest'
import { inspect } from '../harness/inspect'
import { PHONE } from '../harness/player'
import { cell, followLink, openRoom, place, untilBoard } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.set({ Drain__AnnounceSeconds: '0', Drain__SpreadSeconds: '0' })

describe('a server that is stopped for an update', () => {
  it('FLT-6, CON-6: says so to everybody until the next one is there, and the match goes on at the same seats', async () => {
    const [ann, bob] = [await stage.arrive('Ann'), await stage.arrive('Bob', PHONE)]
    for (const player of [ann, bob]) player.expectTrouble()
    await followLink(bob, await openRoom(ann, 'Tic-tac-toe'))
    for (const { page } of [ann, bob]) await cell(page, 0).waitFor()
    await place(ann, 0)
    await untilBoard(bob.page, 'X........')
    const seats = [(await ann.view())!.seatState, (await bob.view())!.seatState]
    const stoppedAt = Date.now()

    await stage.server.drain()
    for (const { page } of [ann, bob]) {
      // The tries that find nobody change nothing about it.
      await page.getByRole('button', { name: 'Now' }).waitFor()
      await expect.poll(() => page.locator('[data-banner="draining"] > .num').textContent()).toBe('The server is restarting. You will be back in a moment.')
    }
    await inspect(ann, 'banner-draining')
    await inspect(bob, 'banner-draining')
    await stage.server.run()

    for (const player of [ann, bob]) await player.heard(/^The server restarted\. Nothing was lost\.$/, stoppedAt)
    for (const player of [ann, bob]) expect((await player.banners()).filter(({ text }) => /^Reconnecting/.test(text)), 'one sentence for one restart').toEqual([])
    await place(bob, 4)
    await untilBoard(ann.page, 'X...O....')
    expect([(await ann.view())!.seatState, (await bob.view())!.seatState]).toEqual(seats)
    for (const player of [ann, bob]) expect(player.complaints).toBe('')
  })
})
