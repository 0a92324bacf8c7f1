import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { inspect } from '../harness/inspect'
import { PHONE, type Player } from '../harness/player'
import { openRoom, poster } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.set()

async function stepIn(player: Player): Promise<void> {
  await player.open()
  await poster(player.page, 'Lounge').getByRole('button', { name: 'Step in' }).click()
  await player.page.getByRole('button', { name: 'Spark' }).waitFor()
}

async function say(player: Player, text: string): Promise<void> {
  await player.page.getByRole('textbox', { name: 'Say something' }).fill(text)
  await player.page.getByRole('button', { name: 'Send' }).click()
}

async function counter(page: Page, name: string): Promise<number> {
  return Number(await page.locator(`[data-counter="${name}"] dd`).textContent())
}

describe('the lounge', () => {
  it('DLV-1, DLV-4: shows every event once to who pulled the plug for 5 s', async () => {
    const [ann, bob] = [await stage.arrive('Ann'), await stage.arrive('Bob', PHONE)]
    await stepIn(ann)
    await stepIn(bob)
    await say(bob, 'hello Ann')
    await ann.page.getByText('hello Ann').first().waitFor()

    const before = (await ann.view())!.seq
    const cutAt = Date.now()
    await ann.page.getByRole('button', { name: 'Cut my connection for 5 s' }).click()
    await ann.heard(/./, cutAt)
    await inspect(ann, 'lounge-cut')
    for (let i = 1; i <= 12; i++) await bob.page.getByRole('button', { name: 'Spark' }).click()
    await say(bob, 'you missed this')

    const back = await ann.heard(/^Back after/, cutAt, ann.page, 15_000)
    const caught = Number(/^Back after \d+ s\. Caught up (\d+) events\.$/.exec(back.text)?.[1])
    expect(caught, `"${back.text}" counts what Bob did meanwhile`).toBeGreaterThanOrEqual(1)
    expect(caught).toBeLessThanOrEqual((await ann.view())!.seq - before)
    await ann.page.getByText('you missed this').first().waitFor()
    await inspect(ann, 'lounge-back')
    await inspect(bob, 'lounge')
    for (const { page } of [ann, bob]) {
      expect(await counter(page, 'duplicates'), 'nothing twice').toBe(0)
      expect(await counter(page, 'gaps'), 'nothing missing').toBe(0)
    }
    expect(await counter(ann.page, 'caught')).toBe(caught)
    await expect.poll(async () => (await ann.view())?.seq === (await bob.view())?.seq).toBe(true)
    expect((await ann.view())?.hash).toBe((await bob.view())?.hash)
    for (const player of [ann, bob]) expect(player.complaints, `${player.name}'s console`).toBe('')
  })

  it('a message from right to left turns nothing round it: not the line, nor the board where it is said', async () => {
    const ann = await stage.arrive('Ann')
    const hebrew = 'שלום!'
    const isApart = (page: Page) => page.getByText(hebrew, { exact: true }).first().evaluate(line => getComputedStyle(line).unicodeBidi)
    const directionRound = (page: Page) => page.getByText(hebrew, { exact: true }).first().evaluate(line => getComputedStyle(line.parentElement!).direction)

    await stepIn(ann)
    await say(ann, hebrew)
    await ann.page.locator('li[data-seq]', { hasText: hebrew }).waitFor()
    expect(await isApart(ann.page)).toBe('isolate')
    expect(await directionRound(ann.page)).toBe('ltr')

    await openRoom(ann, 'Tic-tac-toe')
    await ann.page.getByRole('button', { name: /Put a bot on seat/ }).click()
    await ann.page.getByRole('button', { name: 'Say something' }).click()
    await say(ann, hebrew)
    await ann.page.locator('bdi', { hasText: hebrew }).waitFor()
    expect(await isApart(ann.page)).toBe('isolate')
    expect(await directionRound(ann.page)).toBe('ltr')
    expect(ann.complaints).toBe('')
  })
})
