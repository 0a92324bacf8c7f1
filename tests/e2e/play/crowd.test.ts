import { describe, expect, it } from 'vitest'
import { atTheSameEvent, expectSameArena, flyIn, framesBySecond, openArena, wander } from '../harness/arena'
import type { Player } from '../harness/player'
import { Stage } from '../harness/stage'

const stage = Stage.set()

const PEOPLE = 8
/** Eight pages drawn by two processors: a small picture each. */
const SMALL = { width: 480, height: 320 }
const ROUND_S = 40
const WATCHED_S = 20
const FRAMES_P5 = 25

describe('eight people in one round', () => {
  it('FRM-1, DLV-1: all get a fresh picture all the time, and the same scores at the end', async () => {
    const people: Player[] = []
    for (let n = 0; n < PEOPLE; n++) people.push(await stage.arrive(`Player ${n + 1}`, SMALL, { hasTouch: false, isMobile: false, deviceScaleFactor: 1 }))
    const code = await openArena(people[0]!, ROUND_S)
    await Promise.all(people.slice(1).map(player => flyIn(player, code)))
    await Promise.all(people.map(player => wander(player.page)))

    const from = await Promise.all(people.map(player => player.page.evaluate(() => performance.now())))
    await new Promise(next => setTimeout(next, WATCHED_S * 1_000))

    const each = await Promise.all(people.map(async (player, n) => framesBySecond((await player.traffic()).frames, from[n]!, from[n]! + WATCHED_S * 1_000)))
    const worst = each.map(counts => counts.toSorted((a, b) => a - b)[Math.floor(counts.length * 0.05)]!)
    const drawn = await Promise.all(people.map(async player => (await player.view())!.fps))
    console.log(`frames a second, 5th percentile of each: ${worst.join(' ')}; drawn: ${drawn.join(' ')}`)
    expect(Math.min(...worst)).toBeGreaterThanOrEqual(FRAMES_P5)
    await expectSameArena(...people)

    for (const { page } of people) await page.getByRole('heading', { name: /win/ }).first().waitFor({ timeout: 60_000 })
    const ends = await atTheSameEvent(...people)
    expect(new Set(ends.map(end => end.hash)).size, 'one result').toBe(1)
    const scores = await Promise.all(people.map(player => player.page.getByRole('group', { name: 'Points' }).innerText()))
    expect(new Set(scores.map(shown => shown.split('\n')[1])).size, 'one winner').toBe(1)
    for (const player of people) expect(player.complaints, player.name).toEqual([])
  }, 120_000)
})
