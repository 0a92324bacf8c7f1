import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { flyIn, untilFlying } from '../harness/arena'
import { inspect } from '../harness/inspect'
import { PHONE, type Player } from '../harness/player'
import { openRoom } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.set()

/** A room for friends, whose captain is in it. */
async function openSky(ann: Player): Promise<string> {
  const code = await openRoom(ann, 'Sparks')
  await untilFlying(ann)
  return code
}

/** Opens the dialog by the keyboard. */
async function lookAround({ page }: Player, people = 'People'): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${people}, `) }).press('Enter')
  await page.getByRole('dialog', { name: people }).waitFor()
}

async function untilFocused(button: Locator): Promise<void> {
  await expect.poll(() => button.evaluate(element => element === document.activeElement)).toBe(true)
}

describe('the people of a game that one drops into', () => {
  it('are listed with the link for more, and its captain removes somebody after a second thought', async () => {
    const [ann, bob] = [await stage.arrive('Ann'), await stage.arrive('Bob', PHONE)]
    const code = await openSky(ann)
    await flyIn(bob, code)

    await lookAround(bob)
    await bob.page.getByRole('dialog').getByText('you', { exact: true }).waitFor()
    expect(await bob.page.getByRole('button', { name: /^Remove/ }).count(), 'only the captain removes').toBe(0)
    await inspect(bob, 'people')
    await bob.page.keyboard.press('Escape')

    await lookAround(ann)
    const remove = ann.page.getByRole('button', { name: /^Remove / })
    await remove.waitFor()
    await inspect(ann, 'people')
    const keep = ann.page.getByRole('button', { name: 'Keep' })
    await remove.press('Enter')
    await untilFocused(keep)
    await inspect(ann, 'people-question')
    await ann.page.keyboard.press('Enter')
    await untilFocused(remove)

    await remove.press('Enter')
    await untilFocused(keep)
    await ann.page.keyboard.press('Tab')
    await ann.page.keyboard.press('Enter')

    await bob.page.getByText('You were removed from this room.').first().waitFor()
    await remove.waitFor({ state: 'detached' })
    await expect.poll(() => ann.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), { message: 'goes on at who is left' }).toBe('People')
    await bob.open(`/r/${code}`)
    await bob.page.getByText('You were removed from this room.').first().waitFor()
    for (const player of [ann, bob]) expect(player.complaints, `${player.name}'s console`).toBe('')
  })

  it.each([{ width: 320, height: 568 }, PHONE])('stand on a screen of $width x $height in German, the ways to share in one row', async viewport => {
    const ann = await stage.arrive('Ann', viewport, { locale: 'de-DE' })
    // As phones have it; this browser has none to share with.
    await ann.page.addInitScript(() => Object.assign(navigator, { share: () => Promise.resolve() }))
    const bob = await stage.arrive('Bob')
    await ann.open()
    await ann.page.getByRole('region', { name: 'Sparks' }).getByRole('button', { name: 'Mit Freunden' }).click()
    await untilFlying(ann)
    await flyIn(bob, /\/r\/([0-9A-Z]+)/.exec(ann.page.url())![1]!)
    await inspect(ann, 'sky-german')

    await lookAround(ann, 'Leute')
    const remove = ann.page.getByRole('button', { name: / entfernen$/ })
    await remove.waitFor()
    const ways = await Promise.all(['Link kopieren', 'Teilen', 'QR-Code'].map(name => ann.page.getByRole('dialog').getByRole('button', { name }).boundingBox()))
    expect(new Set(ways.map(way => way!.y)).size, 'in one row').toBe(1)
    for (const way of ways) expect(Math.min(way!.width, way!.height)).toBeGreaterThanOrEqual(44)
    await inspect(ann, 'people-german')
    await remove.click()
    await inspect(ann, 'people-question-german')
    for (const player of [ann, bob]) expect(player.complaints, `${player.name}'s console`).toBe('')
  })
})
