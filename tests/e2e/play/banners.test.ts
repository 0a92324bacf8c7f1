import { rm } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { inspect } from '../harness/inspect'
import { PHONE, type Player } from '../harness/player'
import { cell, codeOf, followLink, openRoom, place, poster } from '../harness/screens'
import { Stage } from '../harness/stage'

// A seat and a history that are soon given up. What other tests show on their way is not repeated: retrying, replayed, restarted,
// another tab, and the ends of a room.
const stage = Stage.share({ Player__AwayMs: '500', Player__SeatSeconds: '5', Room__LogEvents: '16', Limits__MovesPerSecond: '1000', Limits__MovesBurst: '1000' })

async function gone(player: Player, banner: string): Promise<void> {
  await player.page.locator(`[data-banner="${banner}"]`).waitFor({ state: 'detached' })
}

describe('what a page says about its connection', () => {
  // Two at one board, through all that may happen to one of them; the next finds the board as it was left.
  let [ann, bob]: Player[] = []
  beforeAll(async () => {
    ;[ann, bob] = await Promise.all([stage.arrive('Ann'), stage.arrive('Bob', PHONE)])
    bob.expectTrouble()
    await followLink(bob, await openRoom(ann, 'Tic-tac-toe'))
    await Promise.all([ann, bob].map(({ page }) => cell(page, 0).waitFor()))
  })

  // Before the network is lost: a link that is doubted (CON-6) is not waited for when it stalls.
  it('a connection that stalls', async () => {
    const stalledAt = Date.now()

    bob!.proxy.hold()
    expect((await bob!.heard(/^Shaky/, stalledAt)).text).toMatch(/^Shaky connection \(\d+ ms\)\. You keep playing\.$/)
    await bob!.screenshot('banner-shaky-phone')
    await bob!.proxy.pass()

    await gone(bob!, 'shaky')
    await place(ann!, 0)
    await bob!.page.getByRole('button', { name: 'Row 1, column 1, X' }).waitFor()
    expect(bob!.complaints).toBe('')
  })

  it('a network that the browser has lost, and how long the seat is safe', async () => {
    const cutAt = Date.now()

    await bob!.context.setOffline(true)
    expect((await bob!.heard(/offline/, cutAt)).text).toMatch(/^You are offline\. Your seat is safe for 0:0[1-5]\.$/)
    await bob!.screenshot('banner-offline-phone')
    await bob!.context.setOffline(false)

    await gone(bob!, 'offline')
    expect(bob!.complaints).toBe('')
  })

  it('a seat that was given up, and the way back to one', async () => {
    const cutAt = Date.now()

    await bob!.proxy.refuse()
    await ann!.page.locator('li[data-seat="1"]', { hasText: 'bot' }).waitFor()
    await bob!.proxy.pass()
    expect((await bob!.heard(/^Your seat/, cutAt)).text).toMatch(/^Your seat was given up after \d+ s\. You are watching\.$/)
    await inspect(bob!, 'banner-seat')

    await bob!.page.getByRole('button', { name: 'Take a seat' }).click()
    await gone(bob!, 'seatGone')
    await expect.poll(async () => (await bob!.view())?.seatState).toBe('live 1')
    expect(bob!.complaints).toBe('')
  })

  it('DLV-4: a history that was forgotten meanwhile', async () => {
    const [ann, bob] = await Promise.all([stage.arrive('Ann'), stage.arrive('Bob', PHONE)])
    bob.expectTrouble()
    await ann.open()
    await poster(ann.page, 'Lounge').getByRole('button', { name: 'Step in' }).click()
    await followLink(bob, await codeOf(ann.page))
    for (const { page } of [ann, bob]) await page.getByRole('button', { name: 'Spark' }).waitFor()
    const cutAt = Date.now()

    await bob.proxy.refuse()
    await ann.page.getByRole('button', { name: 'Spark' }).evaluate(async button => {
      for (let i = 0; i < 40; i++) {
        ;(button as HTMLButtonElement).click()
        // At most sixteen may be under way.
        while (document.querySelectorAll('li[data-pending]').length > 10) await new Promise(requestAnimationFrame)
      }
    })
    await expect.poll(() => ann.page.locator('li[data-pending]').count()).toBe(0)
    await bob.proxy.pass()

    expect((await bob.heard(/^Back after/, cutAt)).text).toMatch(/^Back after \d+ s\. Showing the game as it is now\.$/)
    await bob.screenshot('banner-snapshot-phone')
    await expect.poll(async () => (await bob.view())?.hash).toBe((await ann.view())?.hash)
    await gone(bob, 'snapshot')
    expect(bob.complaints).toBe('')
  })

  it('a network that lets no WebSocket through', async () => {
    const ann = await stage.arrive('Ann', PHONE)
    ann.expectTrouble()
    let blocks = true
    await ann.page.routeWebSocket(/\/hub/, socket => void (blocks ? socket.close() : socket.connectToServer()))

    await ann.open()
    await ann.page.getByRole('heading', { name: 'This network blocks live connections.' }).waitFor()
    await inspect(ann, 'end-blocked')
    blocks = false
    await ann.page.getByRole('button', { name: 'Retry' }).click()

    await poster(ann.page, 'Sparks').waitFor()
  })

  it('a page that sends too much', async () => {
    const ann = await stage.arrive('Ann', PHONE)
    const sockets: { send(text: string): void }[] = []
    await ann.page.routeWebSocket(/\/hub/, socket => {
      sockets.push(socket)
      socket.connectToServer()
    })
    await openRoom(ann, 'Tic-tac-toe')
    await ann.page.getByRole('button', { name: 'Start', exact: true }).waitFor()
    const closedAt = Date.now()

    // The server's own word for it; how much is too much is the server's tests' to say.
    sockets.at(-1)!.send('{"type":1,"target":"closed","arguments":["flooding"]}\u001e')

    expect((await ann.heard(/^Too many/, closedAt)).text).toBe('Too many messages from here.')
    await ann.screenshot('banner-flooding-phone')
    await ann.page.getByRole('button', { name: 'Reconnect' }).click()
    await gone(ann, 'flooding')
    await expect.poll(async () => (await ann.view())?.seatState).toBe('live 0')
  })

  // The last one: it takes the server from everybody.
  it('DLV-4: a server whose data is gone', async () => {
    ann!.expectTrouble()
    const lostAt = Date.now()

    await stage.server.kill()
    await rm(stage.server.data, { recursive: true })
    await stage.server.run()

    expect((await ann!.heard(/lost/, lostAt)).text).toBe('The server lost part of this room.')
    await inspect(ann!, 'banner-lost')
  })
})
