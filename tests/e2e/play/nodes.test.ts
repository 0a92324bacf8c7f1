import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspect } from '../harness/inspect'
import { ADMIN_TOKEN, Operator } from '../harness/operator'
import { DESKTOP, PHONE, Player, startBrowser } from '../harness/player'
import { HAS_POSTGRES, Postgres } from '../harness/postgres'
import { cell, followLink, openRoom, place, untilBoard } from '../harness/screens'
import { freePort, GameServer } from '../harness/server'

describe.skipIf(!HAS_POSTGRES)('two nodes', () => {
  let browser: Browser
  let postgres: Postgres
  let nodes: [GameServer, GameServer]
  const players: Player[] = []

  beforeAll(async () => {
    postgres = await Postgres.start(await freePort())
    const settings = { Journal: 'postgres', Postgres__Connection: postgres.connection, Postgres__LeaseSeconds: '1', Admin__Token: ADMIN_TOKEN }
    nodes = [await GameServer.start(settings), await GameServer.start(settings)]
    browser = await startBrowser()
  })

  afterAll(async () => {
    for (const player of players) await player.leave()
    await browser.close()
    for (const node of nodes) await node.stop()
    await postgres.stop()
  })

  it.each([
    ['dark', DESKTOP], ['light', PHONE],
  ] as const)('in the %s, at %o: the operators\' page of one shows both, and where each room lives', async (scheme, viewport) => {
    const ann = await Player.arrive(browser, nodes[0], 'Ann', DESKTOP)
    players.push(ann)
    const code = await openRoom(ann, 'Tic-tac-toe')

    const operator = await Operator.arrive(browser, nodes[1], viewport, scheme)
    await operator.signIn()
    const { page } = operator
    const address = (node: GameServer) => node.url.replace('http://', '')

    await page.getByRole('row', { name: new RegExp(`^${address(nodes[1])} \\(this one\\) \\d+ ready`) }).waitFor()
    await page.getByRole('row', { name: new RegExp(`^${address(nodes[0])} \\d+ ready`) }).waitFor()
    await page.getByRole('row', { name: new RegExp(`^${code} .*${address(nodes[0])}$`) }).waitFor()
    expect(await page.getByRole('link', { name: code }).count(), 'its own node shows what is in it').toBe(0)
    await inspect(ann, `admin-nodes-${scheme}`, page)
    expect(operator.complaints).toBe('')
    await operator.leave()
  })

  it('FLT-7, MOV-5, DLV-1: a match goes on where it stood when its node is killed', async () => {
    const ann = await Player.arrive(browser, nodes[0], 'Ann', DESKTOP)
    const bob = await Player.arrive(browser, nodes[1], 'Bob', PHONE)
    players.push(ann, bob)
    await followLink(bob, await openRoom(ann, 'Tic-tac-toe'))
    for (const { page } of [ann, bob]) await cell(page, 0).waitFor()
    await place(ann, 0)
    await untilBoard(bob.page, 'X........')
    await place(bob, 1)
    await untilBoard(ann.page, 'XO.......')
    const { epoch } = (await ann.view())!

    // The room lives at Ann's node. She presses while it dies; a balancer then sends her to the other one.
    for (const player of [ann, bob]) player.expectTrouble()
    const killedAt = Date.now()
    await Promise.all([cell(ann.page, 4).click(), nodes[0].kill()])
    ann.proxy.target = nodes[1].port

    for (const player of [ann, bob]) {
      expect((await player.heard(/restarted/, killedAt)).text).toBe('The server restarted. Nothing was lost.')
      await untilBoard(player.page, 'XO..X....')
      await player.screenshot(`nodes-survived-${player.name.toLowerCase()}`)
    }
    await place(bob, 2)
    for (const { page } of [ann, bob]) await untilBoard(page, 'XOO.X....')
    expect((await ann.view())!.epoch).toBe(epoch)
  })
})
