import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import type { Player, TestView } from './player'
import { poster } from './screens'

/** Sparks as a person plays it. */

/** One click on the start page, until the own comet is in sight. */
export async function flyAlone(player: Player): Promise<void> {
  await player.open()
  await poster(player.page, 'Sparks').getByRole('button', { name: 'Play now' }).click()
  await untilFlying(player)
}

/** Does something with the client library alone, on a page that shows nothing: `client` is connected. */
export async function byLibrary(player: Player, what: string): Promise<unknown> {
  // Without the icon that browsers ask for.
  await player.page.route('**/favicon.ico', route => route.fulfill({ status: 204 }))
  await player.page.goto(`${player.proxy.url}/healthz`)
  return await player.page.evaluate(`import('/sdk/gameserver.js').then(async ({ connect }) => {
    const client = await connect({ name: ${JSON.stringify(player.name)} })
    ${what}
  })`)
}

/** Opens a room whose rounds are that long, and flies in it; answers with its code. The page offers no such choice, the client library does. */
export async function openArena(player: Player, seconds: number): Promise<string> {
  const code = String(await byLibrary(player, `return (await client.create('sparks', { options: { seconds: ${seconds} } })).code`))
  await flyIn(player, code)
  return code
}

/** Follows a link into a running round. */
export async function flyIn(player: Player, code: string): Promise<void> {
  await player.open(`/r/${code}`)
  await untilFlying(player)
}

export async function untilFlying(player: Player, page = player.page): Promise<void> {
  await expect.poll(async () => (await player.view(page))?.picture?.own ?? null, { timeout: 15_000 }).not.toBeNull()
}

/** Plays by itself as a restless hand does: sharp turns, and a dash as often as one is to be had; until the page is gone. */
export async function wander(page: Page): Promise<void> {
  await page.evaluate(() => {
    let at = { clientX: innerWidth / 2, clientY: innerHeight / 2 }
    const say = (type: string) =>
      document.querySelector('canvas[role=img]')?.dispatchEvent(new PointerEvent(type, { ...at, pointerType: 'mouse', bubbles: true }))
    setInterval(() => {
      at = { clientX: Math.random() * innerWidth, clientY: Math.random() * innerHeight }
      say('pointermove')
    }, 450)
    setInterval(() => say('pointerdown'), 2_100)
  })
}

/** Looks at all until they stand at the same event, and answers with what they show there. */
export async function atTheSameEvent(...players: Player[]): Promise<TestView[]> {
  let views: TestView[] = []
  await expect
    .poll(async () => {
      views = (await Promise.all(players.map(player => player.view()))).map(view => view!)
      return new Set(views.map(view => view.seq)).size
    }, { timeout: 15_000, interval: 10 })
    .toBe(1)
  return views
}

/** All show the same room, event for event, and the server's own counts have always come out. */
export async function expectSameArena(...players: Player[]): Promise<void> {
  const views = await atTheSameEvent(...players)
  expect(views.map(({ epoch, hash, picture }) => ({ epoch, hash, desyncs: picture?.desyncs }))).toEqual(
    views.map(() => ({ epoch: views[0]!.epoch, hash: views[0]!.hash, desyncs: 0 })),
  )
}

/** Frames that came in each whole second between two moments of the page's clock. */
export function framesBySecond(frames: readonly number[], from: number, to: number): number[] {
  return Array.from({ length: Math.floor((to - from) / 1_000) }, (_, s) => {
    const start = from + s * 1_000
    return frames.filter(at => at >= start && at < start + 1_000).length
  })
}
