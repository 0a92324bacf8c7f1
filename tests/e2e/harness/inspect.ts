import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { SCREENS, type Player } from './player'

/** Looks at a screen as a demanding visitor would: nothing hangs out of it, nobody is shut out, and a picture is kept. */
export async function inspect(player: Player, name: string, page: Page = player.page): Promise<void> {
  await player.screenshot(`${name}-${screenOf(page)}`, page)
  const overhang = await page.evaluate(() => Math.max(...Array.from(document.querySelectorAll(':root, dialog'), box => box.scrollWidth - box.clientWidth)))
  expect(overhang, `${name} can be scrolled sideways`).toBeLessThanOrEqual(0)
  expect(await violations(page), `${name} has barriers`).toEqual([])
}

/** What axe finds, one line for each kind and place. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => await (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run())
  return found.violations.flatMap(({ id, help, nodes }) => nodes.map(node => `${id}: ${help} (${String(node.target)})`))
}

function screenOf(page: Page): string {
  const { width, height } = page.viewportSize()!
  const known = Object.entries(SCREENS).find(([, screen]) => screen.width === width && screen.height === height)
  return known?.[0] ?? `${width}x${height}`
}
