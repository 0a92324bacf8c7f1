import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { enterByLibrary, History } from '../harness/history'
import type { Player } from '../harness/player'
import { cell, followLink, openRoom, place, untilBoard } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.set({
  Limits__ConnectsPerSecondPerAddress: '100000', Limits__ResumesPer10Seconds: '100000', Limits__MovesPerSecond: '1000', Limits__MovesBurst: '1000',
  Room__HotEvents: '4',
})

const RELEASE = process.env.RELIABILITY_KIND === 'release'
const PAGES = 8
const FAULTS = RELEASE ? 2_000 : 200

/** Longer than the server waits for a shown page that says nothing. */
const FROZEN_MS = 20_000

const pause = (ms: number) => new Promise(next => setTimeout(next, ms))
const between = (from: number, to: number) => from + Math.random() * (to - from)

/** What a network does to a page; the second says whether it needs a new connection after it. */
const faults: [(player: Player) => Promise<void>, boolean][] = [
  [async ({ proxy }) => proxy.reset(), true],
  [async ({ proxy }) => {
    await proxy.refuse()
    await pause(between(20, 150))
    await proxy.pass()
  }, true],
  [async ({ proxy }) => {
    // Longer than the page's patience: it has dialled anew when everything that was held arrives late.
    proxy.hold()
    await pause(6_000)
    await proxy.pass()
  }, true],
  [async ({ proxy }) => {
    proxy.hold()
    await pause(between(20, 200))
    await proxy.pass()
  }, false],
  [async ({ proxy }) => {
    proxy.delay(between(1, 100), 20)
    await pause(between(50, 250))
    await proxy.pass()
  }, false],
  [async ({ proxy }) => {
    proxy.rate(100_000)
    await pause(between(50, 250))
    await proxy.pass()
  }, false],
]

/** One fault after the other, each when the page stands at the head again. */
async function ruin(history: History, player: Player, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await pause(between(0, 150))
    const [fault, cuts] = faults[Math.floor(Math.random() ** 2 * faults.length)]!
    const before = history.generation(player.name)
    await fault(player)
    history.add({ what: 'fault', who: player.name, reason: 'network' })
    if (cuts) await history.until(() => history.generation(player.name) > before, `${player.name} is welcomed again`)
    const { head } = history
    await history.until(() => history.position(player.name) >= head, `${player.name} reaches the head`)
  }
}

describe('pages whose network fails', () => {
  it('FLT-1, DLV-1, MOV-3: miss no event and get none twice, whatever it does', { timeout: RELEASE ? 3_600_000 : 180_000 }, async () => {
    const history = new History()
    const players: Player[] = []
    let room: string | null = null
    for (let i = 0; i < PAGES; i++) {
      const player = await stage.arrive(`page${i}`)
      player.expectTrouble()
      room = await enterByLibrary(player.page, history, player.proxy.url, player.name, room)
      players.push(player)
    }

    await Promise.all(players.map(player => ruin(history, player, FAULTS / PAGES)))

    for (const { page } of players) await page.evaluate('clearInterval(window.moves)')
    for (const { page } of players) await page.waitForFunction('window.room.pending.length === 0 && window.room.live')
    const { head } = history
    for (const { name } of players) await history.until(() => history.position(name) >= head, `${name} ends at the head`)
    history.add({ what: 'end' })
    for (const { page } of players) await page.evaluate('window.player.stop()')
    await stage.server.kill()
    const verdict = await history.judge('chaos', stage.server.data)
    report('browserChaos', { faults: FAULTS, connections: history.lines.filter(line => line.what === 'welcome').length, events: history.lines.filter(line => line.what === 'event').length })
    expect(verdict).toMatch(/lines, 0 promises broken/)
    for (const player of players) expect(player.complaints).toEqual([])
  })
})

describe('a page that was frozen', () => {
  it('CON-6, FRM-4, SNP-4: is live within a second after it wakes, still at its seat, and presents nothing twice', async () => {
    const [ann, bob] = [await stage.arrive('Ann'), await stage.arrive('Bob')]
    await followLink(bob, await openRoom(ann, 'Tic-tac-toe'))
    for (const { page } of [ann, bob]) await cell(page, 0).waitFor()
    await place(ann, 0)
    await untilBoard(bob.page, 'X........')
    const { seatState } = (await ann.view())!

    // As a phone in a pocket: no script runs, and the socket looks open to whoever asks.
    const session = await ann.context.newCDPSession(ann.page)
    await session.send('Page.setWebLifecycleState', { state: 'frozen' })
    ann.proxy.hold()
    await place(bob, 4)
    await pause(FROZEN_MS)
    await ann.proxy.pass()
    const wokeAt = Date.now()
    await session.send('Page.setWebLifecycleState', { state: 'active' })
    await untilBoard(ann.page, 'X...O....')

    expect(Date.now() - wokeAt).toBeLessThan(3_000)
    expect((await ann.view())!.seatState).toBe(seatState)
    await place(ann, 1)
    await untilBoard(bob.page, 'XX..O....')
    expect((await ann.banners()).filter(said => said.at >= wokeAt && /^Back after/.test(said.text)).length).toBeLessThanOrEqual(1)
    expect(ann.complaints).toEqual([])
  })
})

/** Leaves a count for tests/reliability.json. */
function report(part: string, figures: object): void {
  const folder = process.env.RELIABILITY_RESULTS
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${part}.json`), `${JSON.stringify(figures)}\n`)
}
