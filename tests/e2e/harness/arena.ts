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

/** Opens a room whose rounds are that long, and flies in it; answers with its code. The page offers no such choice, the client library does. */
export async function openArena(player: Player, seconds: number): Promise<string> {
  await player.page.goto(`${player.proxy.url}/healthz`)
  const code = String(await player.page.evaluate(`(async () => {
    const { connect } = await import('/sdk/gameserver.js')
    return (await (await connect({ name: '${player.name}' })).create('sparks', { options: { seconds: ${seconds} } })).code
  })()`))
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

/** Moves the mouse about by itself, in circles over the whole picture; until the page is gone. */
export async function wander(page: Page): Promise<void> {
  await page.evaluate(() => {
    let step = 0
    setInterval(() => {
      const at = { x: (0.5 + 0.4 * Math.cos(++step / 9)) * innerWidth, y: (0.5 + 0.4 * Math.sin(step / 13)) * innerHeight }
      document
        .querySelector('canvas[role=img]')
        ?.dispatchEvent(new PointerEvent('pointermove', { pointerType: 'mouse', bubbles: true, clientX: at.x, clientY: at.y }))
    }, 100)
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
