import { describe, expect, it } from 'vitest'
import { atTheSameEvent, expectSameArena, flyIn, openArena, wander } from '../harness/arena'
import { PHONE, type Player } from '../harness/player'
import { Stage } from '../harness/stage'

/** Longer than any test here: no round ends in the middle of one. */
const ROUND_S = 600
const SEAT_S = 5
/** A silent page is taken for gone after this. */
const SILENCE_S = 4

// A seat is given up after seconds instead of a minute; and who is cut twenty times on purpose is no flood.
const stage = Stage.set({
  Player__SeatSeconds: String(SEAT_S), Net__SilenceSeconds: String(SILENCE_S), Limits__ResumesPer10Seconds: '1000',
})

/** What a loaded machine may add to what the page does at once, ms. */
const BUSY_MS = 1_500

const pause = (ms: number) => new Promise(next => setTimeout(next, ms))

async function flyTwo(): Promise<[Player, Player, string]> {
  const ann = await stage.arrive('Ann')
  const bob = await stage.arrive('Bob', PHONE)
  const code = await openArena(ann, ROUND_S)
  await flyIn(bob, code)
  for (const { page } of [ann, bob]) await wander(page)
  return [ann, bob, code]
}

const dials = async (player: Player) => (await player.traffic()).dials.length

function expectCleanConsoles(...players: Player[]): void {
  for (const player of players) expect(player.complaints, `${player.name}'s console`).toBe('')
}

describe('a round of Sparks', () => {
  it('CON-1, DLV-1, FRM-3, FLT-1: goes on for who was silent for 1 s and for 6 s, and is watched by who was away for too long', async () => {
    const [ann, bob] = await flyTwo()
    ann.expectTrouble()

    // A second of silence heals by itself.
    const before = await dials(ann)
    ann.proxy.hold()
    await pause(1_000)
    await ann.proxy.pass()
    await expectSameArena(ann, bob)
    expect(await dials(ann), 'the socket stays').toBe(before)

    // Six do not, and cost nothing but time.
    const cutAt = Date.now()
    ann.proxy.hold()
    await pause(100) // what had passed by then is shown
    const from = (await ann.view())!
    const noticed = await ann.heard(/./, cutAt)
    expect(noticed.at - cutAt, 'the page says that something is wrong').toBeLessThan(3_000 + BUSY_MS)
    await ann.screenshot('sparks-cut-desktop')
    await pause(cutAt + 6_000 - Date.now())
    const least = (await bob.view())!.seq - from.seq
    const releasedAt = Date.now()
    await ann.proxy.pass()
    const back = await ann.heard(/^Back after/, releasedAt)
    expect(back.at - releasedAt, 'back within a second').toBeLessThan(1_000 + BUSY_MS)
    await ann.screenshot('sparks-back-desktop')
    const [after] = (await atTheSameEvent(ann, bob)) as [NonNullable<Awaited<ReturnType<Player['view']>>>]
    const caughtUp = after.missed - from.missed
    expect(back.text).toMatch(new RegExp(`^Back after \\d+ s\\. Caught up ${caughtUp} events\\.$`))
    expect(caughtUp, 'everything Bob saw meanwhile').toBeGreaterThanOrEqual(least)
    expect(caughtUp, 'and nothing twice').toBeLessThanOrEqual(after.seq - from.seq)
    expect(after.seatState).toBe(from.seatState)
    await expectSameArena(ann, bob)

    // And who does not come back loses the seat, but is told so and offered another.
    ann.proxy.hold()
    await pause((SILENCE_S + SEAT_S + 3) * 1_000)
    const lateAt = Date.now()
    await ann.proxy.pass()
    expect((await ann.heard(/seat/, lateAt)).text).toMatch(/^Your seat was given up after \d+ s\. You are watching\.$/)
    await ann.screenshot('sparks-seat-gone-desktop')
    expect((await ann.view())!.seatState).toBe('live no seat')
    await ann.page.getByRole('button', { name: 'Take a seat' }).first().click()
    await expect.poll(async () => (await ann.view())?.picture?.own ?? null, { timeout: 10_000 }).not.toBeNull()
    await expectSameArena(ann, bob)
    expectCleanConsoles(ann, bob)
  })

  it('DLV-1, CON-2: is the same for both when one link is reset twenty times', async () => {
    const [ann, bob] = await flyTwo()
    bob.expectTrouble()

    const before = await dials(bob)
    for (let cut = 0; cut < 20; cut++) {
      await pause(Math.random() * 300)
      bob.proxy.reset()
      // Links that live so short are dialled less and less often, unless somebody comes back to the page.
      await bob.page.evaluate(() => setTimeout(() => dispatchEvent(new Event('online')), 50))
      await expect.poll(() => dials(bob), { timeout: 10_000 }).toBeGreaterThan(before + cut)
      await expect.poll(async () => (await bob.view())?.seatState, { timeout: 10_000 }).toMatch(/^live \d/)
    }

    await expectSameArena(ann, bob)
    expectCleanConsoles(ann, bob)
  })

  it('keeps its socket through 2 s without a network, and dials anew after 6 s', async () => {
    const [ann, bob] = await flyTwo()
    ann.expectTrouble()
    await ann.page.evaluate(() => {
      addEventListener('offline', () => Object.assign(window, { __offlineAt: Date.now() }))
    })

    // A silence of 2.5 s is taken for the end of a link: what is shorter has to stay so on a slow machine too.
    for (const [seconds, dialsMore] of [[1.8, false], [6, true]] as const) {
      const before = await dials(ann)
      const since = Date.now()
      await ann.context.setOffline(true)
      await pause(seconds * 1_000)
      if (seconds === 6) await ann.screenshot('sparks-offline-desktop')
      await ann.context.setOffline(false)
      const said = await ann.heard(/^You are offline\. Your seat is safe for \d:\d\d\.$/, since)
      const offlineAt = await ann.page.evaluate(() => (window as unknown as { __offlineAt: number }).__offlineAt)
      expect(said.at - offlineAt, 'said at once').toBeLessThan(100 + BUSY_MS / 5)
      await expect.poll(async () => (await ann.view())?.seatState, { timeout: 10_000 }).toMatch(/^live \d/)
      await expectSameArena(ann, bob)
      expect((await dials(ann)) > before, `${seconds} s: dials anew`).toBe(dialsMore)
    }
    expectCleanConsoles(ann, bob)
  })

  it('JRN-1, FLT-2: loses no spark and no point when the server is killed, and counts three seconds before it goes on', async () => {
    const [ann, bob] = await flyTwo()
    for (const player of [ann, bob]) player.expectTrouble()
    await pause(3_000)
    const [before] = await atTheSameEvent(ann, bob)

    const killedAt = Date.now()
    await stage.server.kill()
    await stage.server.run()

    for (const player of [ann, bob]) expect((await player.heard(/restarted/, killedAt)).text).toBe('The server restarted. Nothing was lost.')
    await ann.page.getByText(/^[123]$/).first().waitFor()
    await ann.screenshot('sparks-restarted-desktop')
    await bob.screenshot('sparks-restarted-phone')
    // The server's own count, five seconds apart, is compared by each page with what the events have led to.
    await expect.poll(async () => (await ann.view())!.seq - before!.seq, { timeout: 20_000 }).toBeGreaterThan(40)
    await expectSameArena(ann, bob)
    expect((await ann.view())!.epoch, 'the same history goes on').toBe(before!.epoch)
    expectCleanConsoles(ann, bob)
  })

  it('FRM-4, FLT-4: sends a hidden page no frames, flies on for it, and says in one line what it missed', async () => {
    const [ann, bob] = await flyTwo()
    const hide = (is: boolean) => ann.page.evaluate(hidden => {
      Object.defineProperties(document, {
        hidden: { value: hidden, configurable: true },
        visibilityState: { value: hidden ? 'hidden' : 'visible', configurable: true },
      })
      document.dispatchEvent(new Event('visibilitychange'))
    }, is)

    await hide(true)
    await pause(1_000) // frames under way
    const { frames } = await ann.traffic()
    const { seq, seatState } = (await ann.view())!
    await pause(8_000)
    expect((await ann.traffic()).frames.length - frames.length, 'no frames').toBeLessThanOrEqual(1)
    expect((await ann.view())!.seq - seq, 'but every event').toBeGreaterThan(20)
    const shownAt = Date.now()
    await hide(false)

    await ann.page.getByText(/The autopilot ate \d+|stole \d+/).first().waitFor({ timeout: 5_000 })
    await expect.poll(async () => (await ann.traffic()).frames.length - frames.length, { timeout: 5_000 }).toBeGreaterThan(10)
    expect((await ann.view())!.seatState).toBe(seatState)
    expect((await ann.banners()).filter(said => said.at >= shownAt), 'no banner for who only looked elsewhere').toEqual([])
    await expectSameArena(ann, bob)
    expectCleanConsoles(ann, bob)
  })

  it('SNP-2, SNP-4: shows a late comer what all the others see', async () => {
    const [ann, bob, code] = await flyTwo()
    await pause(2_000)
    const cem = await stage.arrive('Cem', PHONE)

    await flyIn(cem, code)
    await cem.page.reload()

    await expect.poll(async () => (await cem.view())?.picture?.own ?? null, { timeout: 10_000 }).not.toBeNull()
    await expectSameArena(ann, bob, cem)
    expect((await cem.view())!.picture!.bodies, 'people in place of bots').toBe(6)
    expectCleanConsoles(ann, bob, cem)
  })
})
