import { describe, expect, it } from 'vitest'
import { atTheSameEvent, byLibrary, expectSameArena, flyIn, framesBySecond, openArena, wander } from '../harness/arena'
import type { Player } from '../harness/player'
import { Stage } from '../harness/stage'

const stage = Stage.set()

const PEOPLE = 8
const ROUND_S = 36
const WATCHED_S = 20
/**
 * All have to get their part of what somebody gets who has nothing to draw: on average, and of its worst seconds. Of those less, since
 * two cores that draw eight pages leave each of them without a moment now and then, which says nothing of the server.
 */
const SHARE = 0.75
const WORST_SHARE = 0.25
/** Frames a second without which there is nothing to compare. */
const LEAST = 10

/** Eight pages are drawn by the processors that also run the server, without a graphics card: small, and seldom. What comes over the wire is as ever. */
const SMALL = { width: 480, height: 320 }
function drawSeldom(): void {
  const draw = requestAnimationFrame
  window.requestAnimationFrame = callback => window.setTimeout(() => draw(callback), 60)
  window.cancelAnimationFrame = handle => clearTimeout(handle)
}

/** What a player got since `from`, per second: in all but one of twenty seconds, and on average. */
async function framesOf(player: Player, from: number): Promise<{ p5: number; mean: number }> {
  const counts = framesBySecond((await player.traffic()).frames, from, from + WATCHED_S * 1_000)
  return {
    p5: counts.toSorted((a, b) => a - b)[Math.floor(counts.length * 0.05)]!,
    mean: counts.reduce((sum, count) => sum + count, 0) / counts.length,
  }
}

describe('eight people in one round', () => {
  it('FRM-1, DLV-1: all get a fresh picture all the time, and the same scores at the end', async () => {
    const people: Player[] = []
    for (let n = 0; n < PEOPLE; n++) {
      people.push(await stage.arrive(`Player ${n + 1}`, SMALL, { hasTouch: false, isMobile: false, deviceScaleFactor: 1 }))
      await people[n]!.context.addInitScript(drawSeldom)
    }
    const code = await openArena(people[0]!, ROUND_S)
    await Promise.all(people.slice(1).map(player => flyIn(player, code)))
    for (const { page } of people) await wander(page)
    const idle = await stage.arrive('Nobody')
    await byLibrary(idle, `await client.join('${code}', { spectate: true })`)

    // Between two rounds there are no frames: if too little is left of this one, the next is watched.
    const clock = people[0]!.page.getByRole('timer')
    await expect.poll(async () => Number(await clock.innerText().catch(() => 0)), { timeout: 60_000 }).toBeGreaterThan(WATCHED_S + 2)
    const all = [...people, idle]
    const from = await Promise.all(all.map(({ page }) => page.evaluate(() => performance.now())))
    await new Promise(next => setTimeout(next, WATCHED_S * 1_000))

    const each = await Promise.all(all.map((player, n) => framesOf(player, from[n]!)))
    const possible = each.pop()!
    const said = ({ p5, mean }: typeof possible) => `${p5}/${mean.toFixed(1)}`
    console.log(`frames a second (5th percentile/mean): ${each.map(said).join(' ')}; without a picture to draw: ${said(possible)}`)
    expect(possible.mean).toBeGreaterThan(LEAST)
    expect(Math.min(...each.map(({ mean }) => mean))).toBeGreaterThanOrEqual(SHARE * possible.mean)
    expect(Math.min(...each.map(({ p5 }) => p5))).toBeGreaterThanOrEqual(WORST_SHARE * possible.p5)
    await expectSameArena(...people)

    for (const { page } of people) await page.getByRole('heading', { name: /win/ }).first().waitFor({ timeout: 60_000 })
    const ends = await atTheSameEvent(...people)
    expect(new Set(ends.map(end => end.hash)).size, 'one result').toBe(1)
    expect(ends.map(end => end.picture!.desyncs)).toEqual(ends.map(() => 0))
    for (const player of people) expect(player.complaints, player.name).toBe('')
  }, 150_000)
})
