import { describe, expect, it } from 'vitest'
import { inspect } from '../harness/inspect'
import { PHONE, type Player } from '../harness/player'
import { cell, followLink, openRoom } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.set({ Room__EmptySeconds: '1' })

async function expectEnd(player: Player, sentence: string, button: string): Promise<void> {
  await player.page.getByRole('heading', { name: sentence }).waitFor()
  expect(await player.page.getByRole('main').getByRole('button').allTextContents(), 'one button').toEqual([button])
}

describe('honest ends: one sentence, one button', () => {
  it('a full room offers to watch', async () => {
    const [ann, bob, cem] = [await stage.arrive('Ann'), await stage.arrive('Bob'), await stage.arrive('Cem', PHONE)]
    const code = await openRoom(ann, 'Tic-tac-toe')
    await followLink(bob, code)
    await cell(bob.page, 0).waitFor()

    await followLink(cem, code)
    await expectEnd(cem, 'This room is full.', 'Watch')
    await inspect(cem, 'end-full')
    await cem.page.getByRole('button', { name: 'Watch' }).click()

    await cem.page.getByText('You are watching.').first().waitFor()
    await cell(ann.page, 4).click()
    await cem.page.getByRole('button', { name: 'Row 2, column 2, X' }).waitFor()
    expect(cem.complaints).toBe('')
  })

  it('an unknown code leads home', async () => {
    const ann = await stage.arrive('Ann')

    await followLink(ann, 'KITE7')

    await expectEnd(ann, 'There is no open room KITE7.', 'Home')
    await inspect(ann, 'end-unknown')
    await ann.page.getByRole('button', { name: 'Home' }).click()
    await ann.page.getByRole('region', { name: 'Tic-tac-toe' }).waitFor()
    expect(ann.complaints).toBe('')
  })

  it('a broken link leads home', async () => {
    const ann = await stage.arrive('Ann', PHONE)

    await followLink(ann, 'not-a-code-at-all')

    await expectEnd(ann, 'This link leads nowhere.', 'Home')
    await inspect(ann, 'end-broken')
  })

  it('a room that everybody has left is over, and leads home', async () => {
    const [ann, bob] = [await stage.arrive('Ann'), await stage.arrive('Bob', PHONE)]
    await ann.page.goto(`${ann.proxy.url}/healthz`)
    await ann.page.evaluate(`(async () => {
      const { connect } = await import('/sdk/gameserver.js')
      window.client = await connect({ name: 'Ann' })
      window.code = (await client.create('tictactoe')).code
    })()`)
    const leave = () => ann.page.evaluate(`client.join(code).then(room => client.leave(room).then(() => 'left'), refused => refused.reason)`)
    await expect.poll(leave, { interval: 2_000, timeout: 20_000 }).toBe('ended')

    await followLink(bob, String(await ann.page.evaluate('code')))

    await expectEnd(bob, 'This room has ended.', 'Home')
    await inspect(bob, 'end-ended')
    expect(bob.complaints).toBe('')
  })

  it('who is removed by the captain is told so', async () => {
    const [ann, bob] = [await stage.arrive('Ann'), await stage.arrive('Bob', PHONE)]
    // The page offers it in a lobby alone, so the captain speaks through the client library.
    await ann.page.goto(`${ann.proxy.url}/healthz`)
    await ann.page.evaluate(`(async () => {
      const { connect } = await import('/sdk/gameserver.js')
      window.room = await (await connect({ name: 'Ann' })).create('tictactoe')
    })()`)
    await followLink(bob, String(await ann.page.evaluate('room.code')))
    await cell(bob.page, 0).waitFor()

    const removed = await ann.page.evaluate('room.move.kick(room.members.find(member => member.id !== room.me.id).id)')

    expect(removed).toMatchObject({ ok: true })
    await expectEnd(bob, 'You were removed from this room.', 'Home')
    await inspect(bob, 'end-kicked')
    expect(bob.complaints).toBe('')
  })

  it('a room of a game that this page does not have leads home, and asks for a reload only where that brings another page', async () => {
    const [ann, bob] = [await stage.arrive('Ann'), await stage.arrive('Bob', PHONE)]
    const code = await openRoom(ann, 'Tic-tac-toe')
    await bob.page.routeWebSocket(/\/hub/, socket => {
      const server = socket.connectToServer()
      server.onMessage(message => socket.send(String(message).replaceAll('"game":"tictactoe"', '"game":"chess"')))
    })

    await followLink(bob, code)
    await expectEnd(bob, 'plays a game that this page does not have.', 'Home')
    expect(await bob.page.locator('[data-banner]').count(), 'nothing else is said').toBe(0)
    await inspect(bob, 'end-unknown-game')
    await bob.page.getByRole('button', { name: 'Home' }).click()
    await bob.page.getByRole('region', { name: 'Tic-tac-toe' }).waitFor()

    await bob.page.route(url => url.pathname === '/', route =>
      route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/assets/index-later.js"></script>' }))
    await followLink(bob, code)
    await expectEnd(bob, 'A new version is ready.', 'Reload')
    expect(bob.complaints).toBe('')
  })

  it('CON-7: an old page is told once that there is a new version', async () => {
    const ann = await stage.arrive('Ann')
    let dials = 0
    ann.page.on('websocket', () => dials++)
    await ann.page.routeWebSocket(/\/hub/, socket => {
      const server = socket.connectToServer()
      socket.onMessage(message => server.send(String(message).replace('"protocol":1,', '"protocol":0,')))
    })

    await followLink(ann, 'KITE7')

    await expectEnd(ann, 'A new version is ready.', 'Reload')
    await inspect(ann, 'end-upgrade')
    expect(dials).toBeLessThanOrEqual(1)
  })
})
