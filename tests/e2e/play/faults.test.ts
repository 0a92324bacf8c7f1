import { describe, expect, it } from 'vitest'
import { writeFigures } from '../harness/figures'
import { enterByLibrary, judge, linesOf, now, rest, type Line } from '../harness/history'
import type { Player } from '../harness/player'
import { cell, followLink, openRoom, place, untilBoard } from '../harness/screens'
import { Stage } from '../harness/stage'

// Most of what is caught up lies in the journal alone, and a crowd of dials from one address is no attack here.
const stage = Stage.set({
  Room__HotEvents: '4',
  Limits__ConnectsPerSecondPerAddress: '100000', Limits__ResumesPer10Seconds: '100000', Limits__MovesPerSecond: '1000', Limits__MovesBurst: '1000',
})

/** Faults of each page: in every run, and before a release if the time lasts. */
const FAULTS = 24
const MOST_FAULTS = process.env.RELIABILITY_KIND === 'release' ? 240 : FAULTS
const MOST_MS = Number(process.env.RELIABILITY_MINUTES ?? Infinity) * 60_000

/** Much longer than any silence that a page that is looked at puts up with. */
const FROZEN_MS = 20_000

/** What is waited for at most; no measure of anything. */
const PATIENCE_MS = 30_000

const pause = (ms: number) => new Promise(next => setTimeout(next, ms))

/** How often a page has dialled since it was loaded. */
const dials = async (player: Player) => (await player.traffic()).dials.length

/** What a network does to a page, `ms` long; `cuts`: nothing of the connection is left, and the page has to dial anew. */
const faults: { cuts: boolean; happen(player: Player, ms: number): Promise<void> }[] = [
  { cuts: true, happen: async ({ proxy }) => proxy.reset() },
  { cuts: false, happen: async ({ proxy }, ms) => {
    proxy.hold()
    await pause(ms)
    await proxy.pass()
  } },
  { cuts: true, happen: async ({ proxy }, ms) => {
    await proxy.refuse()
    await pause(ms)
    await proxy.pass()
  } },
  { cuts: true, happen: async ({ proxy }, ms) => {
    // A slow line, so that the cut falls into the middle of a message.
    proxy.rate(20_000)
    await pause(ms)
    proxy.reset()
    await proxy.pass()
  } },
  { cuts: false, happen: async ({ proxy }, ms) => {
    proxy.delay(ms / 2, ms / 2)
    await pause(ms)
    await proxy.pass()
  } },
]

/** Silences that a page has to end by itself, which takes its patience of 5 s: one fault in twelve. */
const silences: typeof faults = [
  { cuts: true, happen: async player => {
    const before = await dials(player)
    player.proxy.hold()
    // What was held arrives on the old connection when there is a new one.
    await expect.poll(() => dials(player), { timeout: PATIENCE_MS, interval: 50 }).toBeGreaterThan(before)
    await player.proxy.pass()
  } },
  { cuts: true, happen: async ({ proxy }) => proxy.strand() },
]

/** One fault after the other, each when the page has all that anybody has; answers with the lines of a history. */
async function ruin(player: Player, all: readonly Player[], start: number): Promise<Line[]> {
  const lines: Line[] = []
  const began = Date.now()
  for (let i = 0; i < FAULTS || (i < MOST_FAULTS && Date.now() - began < MOST_MS); i++) {
    const fault = i % 12 === 11 ? silences[Math.floor(i / 12) % 2]! : faults[(start + i) % faults.length]!
    const before = await dials(player)
    await fault.happen(player, 20 + ((start + i) * 37) % 180)
    lines.push({ what: 'fault', who: player.name, t: now() })
    if (fault.cuts) await expect.poll(() => dials(player), { timeout: PATIENCE_MS, interval: 25 }).toBeGreaterThan(before)
    const head = Math.max(...await Promise.all(all.map(async one => (await one.view())!.seq)))
    await untilAt(player, head)
  }
  return lines
}

/** The page is looked at, or not. */
async function show(player: Player, visible: boolean): Promise<void> {
  await player.page.evaluate(seen => {
    Object.defineProperties(document, {
      hidden: { value: !seen, configurable: true },
      visibilityState: { value: seen ? 'visible' : 'hidden', configurable: true },
    })
    document.dispatchEvent(new Event('visibilitychange'))
  }, visible)
}

async function untilAt(player: Player, head: number): Promise<void> {
  const reached = async () => {
    const { seq, seatState } = (await player.view())!
    return seq >= head && seatState.startsWith('live')
  }
  await expect.poll(reached, { message: `${player.name} is live at ${head}`, timeout: PATIENCE_MS, interval: 25 }).toBe(true)
}

describe('pages whose network fails', () => {
  it('FLT-1, DLV-1, MOV-3, JRN-2: get every event once and in order, and every move of theirs counts once', { timeout: 60_000 + MOST_FAULTS * 5_000 }, async () => {
    const [ann, bob, cem] = [await stage.arrive('Ann'), await stage.arrive('Bob'), await stage.arrive('Cem')]
    const all = [ann, bob, cem]
    for (const player of all) player.expectTrouble()
    const code = await enterByLibrary(ann, null)
    await enterByLibrary(bob, code)
    // The third one looks at the page itself, and presses a button now and then.
    await followLink(cem, code)
    const spark = cem.page.getByRole('button', { name: 'Spark' })
    await spark.waitFor()
    const began = (await dials(ann)) + (await dials(bob)) + (await dials(cem))
    let over = false
    const pressing = (async () => {
      let presses = 0
      for (; !over; presses++) {
        await spark.click()
        await pause(400)
      }
      return presses
    })()

    const ruined = await Promise.all(all.map((player, i) => ruin(player, all, i * 2))).finally(() => (over = true))

    const presses = await pressing
    for (const player of [ann, bob]) await rest(player)
    await expect.poll(() => cem.page.locator('li[data-pending]').count(), { timeout: PATIENCE_MS }).toBe(0)
    const head = Math.max(...await Promise.all(all.map(async one => (await one.view())!.seq)))
    for (const player of all) await untilAt(player, head)
    const counter = async (name: string) => Number(await cem.page.locator(`[data-counter="${name}"] dd`).textContent())
    expect(await counter('duplicates'), 'nothing twice').toBe(0)
    expect(await counter('gaps'), 'nothing missing').toBe(0)
    const shown = await cem.page.locator('li[data-seq]').evaluateAll(rows => rows.map(row => Number((row as HTMLElement).dataset.seq)))
    expect(shown, 'every number once, in order').toEqual(shown.map((_, i) => shown[0]! + i))
    expect(shown.at(-1)).toBe(head)

    const end = { what: 'end', t: now() }
    const connections = (await dials(ann)) + (await dials(bob)) + (await dials(cem)) - began
    const history: Line[] = [...await linesOf(ann), ...await linesOf(bob), ...ruined.flat(), end]
    await stage.server.kill()
    const broken = await judge('browser-faults', history, stage.server.data)

    // How soon each was back is the machine's; that each came back was waited for.
    expect(broken.filter(line => !line.startsWith('I9'))).toEqual([])
    const count = (what: string) => history.filter(line => line.what === what).length
    expect(count('snapshot'), 'everybody came back by replay').toBe(2)
    expect(count('fault')).toBeGreaterThanOrEqual(all.length * FAULTS)
    expect(history.filter(({ who, note }: Line) => who === 'Ann' && note === 'spark').length, 'every press counts once').toBe(presses)
    for (const player of all) expect(player.complaints, `${player.name}'s console`).toBe('')
    writeFigures('browserChaos', { faults: count('fault'), pages: all.length, dials: connections, events: count('event') })
  })
})

describe('a page that was frozen', () => {
  it('CON-6, FRM-4, SNP-4: is live soon after it wakes, still at its seat, and presents nothing twice', async () => {
    const [ann, bob] = [await stage.arrive('Ann'), await stage.arrive('Bob')]
    await followLink(bob, await openRoom(ann, 'Tic-tac-toe'))
    for (const { page } of [ann, bob]) await cell(page, 0).waitFor()
    await place(ann, 0)
    await untilBoard(bob.page, 'X........')
    const { seatState } = (await ann.view())!
    await ann.page.evaluate('window.ticks = 0; setInterval(() => window.ticks++, 1_000)')

    // As a phone in a pocket: no script runs, and the socket looks open to both sides though nothing comes through any more.
    // (Browsers freeze only what they themselves hide, and a headless one hides nothing: a debugger stops the page as well.)
    await show(ann, false)
    const session = await ann.context.newCDPSession(ann.page)
    await session.send('Debugger.enable')
    const stopped = new Promise(resolve => session.once('Debugger.paused', resolve))
    await session.send('Debugger.pause')
    await stopped
    ann.proxy.strand()
    await place(bob, 4)
    await pause(FROZEN_MS)
    const wokeAt = Date.now()
    await session.send('Debugger.disable')
    await show(ann, true)
    await untilBoard(ann.page, 'X...O....')
    const liveAgainMs = Date.now() - wokeAt

    expect(Number(await ann.page.evaluate('window.ticks')), 'no script ran').toBeLessThan(FROZEN_MS / 4_000)
    // Half a second for the old link to answer, a dial, and what a loaded machine adds.
    expect(liveAgainMs).toBeLessThan(2_000)
    expect((await ann.view())!.seatState).toBe(seatState)
    await place(ann, 1)
    await untilBoard(bob.page, 'XX..O....')
    expect((await ann.banners()).filter(said => said.at >= wokeAt && /^Back after/.test(said.text)).length).toBeLessThanOrEqual(1)
    expect(ann.complaints).toBe('')
    writeFigures('browser', { frozenSeconds: FROZEN_MS / 1_000, liveAgainMs })
  })
})
