import { expect } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import type { Player } from './player'

/** The page as a person uses it: by what is written on it. */

/** The card of a game on the start page. */
export function poster(page: Page, game: string): Locator {
  return page.getByRole('region', { name: game })
}

/** The room's code, from the address, once the page is in one. */
export async function codeOf(page: Page): Promise<string> {
  await page.waitForURL(/\/r\/[0-9A-Z]+/)
  return /\/r\/([0-9A-Z]+)/.exec(page.url())![1]!
}

/** Opens a room for friends; answers with its code. */
export async function openRoom(player: Player, game: string): Promise<string> {
  await player.open()
  await poster(player.page, game).getByRole('button', { name: 'With friends' }).click()
  return await codeOf(player.page)
}

/** Follows the link a friend sent. */
export async function followLink(player: Player, code: string, page = player.page): Promise<void> {
  await player.open(`/r/${code}`, page)
}

export function cell(page: Page, index: number): Locator {
  return page.locator(`[data-cell="${index}"]`)
}

/** The nine squares as a reader of the screen hears them: X, O or nothing, and `?` for a move that is on its way. */
export async function board(page: Page): Promise<string> {
  const labels = await page.locator('[data-cell]').evaluateAll(cells => cells.map(element => element.getAttribute('aria-label') ?? ''))
  return labels.map(label => / (X|O), /.exec(label)?.[1] ?? (label.endsWith('sending') ? '?' : '.')).join('')
}

export async function untilBoard(page: Page, wanted: string): Promise<void> {
  await expect.poll(() => board(page), { timeout: 10_000 }).toBe(wanted)
}

/** Waits for the own turn and takes a square. */
export async function place(player: Player, index: number): Promise<void> {
  await player.page.getByText('Your turn', { exact: true }).first().waitFor()
  await cell(player.page, index).click()
}
