import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspect } from '../harness/inspect'
import { ADMIN_TOKEN, Operator } from '../harness/operator'
import { POLLUTION, XSS } from '../harness/payloads'
import { DESKTOP, PHONE, startBrowser } from '../harness/player'
import { Stage } from '../harness/stage'

const stage = Stage.set({
  Admin__Token: ADMIN_TOKEN, Admin__ShowPayloads: 'true', Limits__NameGraphemes: '64', Limits__ConnectsPerSecondPerAddress: '1000',
})

let browser: Browser
beforeAll(async () => void (browser = await startBrowser()))
afterAll(async () => await browser.close())

/** Runs in a page before its own scripts: notes what must not happen. */
function watch(): void {
  const seen = { ran: 0, stopped: [] as string[] }
  Object.assign(window, { __seen: seen, __ran: () => seen.ran++ })
  document.addEventListener('securitypolicyviolation', event => seen.stopped.push(`${event.violatedDirective} ${event.blockedURI}`))
}

/** Runs in a page before its own scripts: who its person is. */
function named(name: string): void {
  localStorage.setItem('gameserver.settings', JSON.stringify({ name }))
}

async function expectInert(page: Page, where: string): Promise<void> {
  const seen = await page.evaluate(() => (window as unknown as { __seen: { ran: number; stopped: string[] } }).__seen)
  expect(seen, `${where}: nothing ran, and nothing had to be stopped`).toEqual({ ran: 0, stopped: [] })
  expect(await page.locator('#app :is(script, iframe, object, embed, base, meta, link, [onerror], [onload])').count(), `${where} has no element of theirs`).toBe(0)
  expect(await page.evaluate(() => ['polluted' in {}, typeof {}.toString, typeof Object.prototype.hasOwnProperty]), `${where}: objects are as they were`).toEqual([false, 'function', 'function'])
}

describe('hostile words', () => {
  it('30 scripts in names and chat, and 20 poisoned objects, are words on the page and on the operators\' page', async () => {
    const ann = await stage.arrive('Ann')
    await ann.context.addInitScript(watch)
    await ann.open()
    await ann.page.getByRole('region', { name: 'Lounge' }).getByRole('button', { name: 'Step in' }).click()
    await ann.page.getByRole('button', { name: 'Spark' }).waitFor()
    const code = /\/r\/([0-9A-Z]+)/.exec(ann.page.url())![1]!

    const eve = await stage.arrive('Eve')
    await eve.page.goto(`${eve.proxy.url}/healthz`)
    // As text: the test's own build would rewrite the import.
    await eve.page.evaluate(`(async ({ code, names, poison }) => {
      const { connect } = await import('/sdk/gameserver.js')
      for (const [i, name] of names.entries()) {
        localStorage.clear()
        sessionStorage.clear()
        const room = await (await connect({ name })).join(code)
        await room.move.chat(name)
        await room.move.emit('spark', JSON.parse(poison[i % poison.length]))
        await room.move.emit('mark', name)
      }
    })(${JSON.stringify({ code, names: XSS, poison: POLLUTION })})`)
    await ann.page.getByText(XSS.at(-1)!).first().waitFor()
    await expectInert(ann.page, 'The page')
    await ann.page.reload()
    await ann.page.getByRole('button', { name: 'Spark' }).waitFor()
    await expectInert(ann.page, 'The page after a reload')
    expect(ann.complaints).toBe('')

    for (const [viewport, scheme] of [[DESKTOP, 'dark'], [PHONE, 'light']] as const) {
      const operator = await Operator.arrive(browser, stage.server, viewport, scheme)
      await operator.context.addInitScript(watch)
      await operator.signIn(`#/room/${code}`)
      await operator.page.getByRole('heading', { name: 'Last events' }).waitFor()
      await operator.page.getByRole('cell', { name: XSS.at(-1)!, exact: true }).first().waitFor()
      await expectInert(operator.page, 'The operators\' page')
      await operator.page.getByRole('button', { name: 'Kick' }).first().click()
      await operator.page.getByRole('dialog').waitFor()
      await expectInert(operator.page, 'The operators\' question')
      await operator.page.keyboard.press('Escape')
      expect(operator.complaints).toBe('')
      await operator.leave()
    }
  })
})

describe('the operators\' page', () => {
  it.each([
    ['dark', DESKTOP], ['light', PHONE],
  ] as const)('in the %s, at %o: fits, has no barriers, and does what it says', async (scheme, viewport) => {
    const [ann, bob] = [await stage.arrive('Ann'), await stage.arrive('Bob')]
    await ann.open()
    await ann.page.getByRole('region', { name: 'Lounge' }).getByRole('button', { name: 'Step in' }).click()
    await ann.page.getByRole('button', { name: 'Spark' }).waitFor()
    const code = /\/r\/([0-9A-Z]+)/.exec(ann.page.url())![1]!
    await bob.context.addInitScript(named, 'Bob')
    await bob.open(`/r/${code}`)
    await bob.page.getByRole('button', { name: 'Spark' }).waitFor()
    for (let i = 0; i < 5; i++) await bob.page.getByRole('button', { name: 'Spark' }).click()

    const operator = await Operator.arrive(browser, stage.server, viewport, scheme)
    const { page } = operator
    const look = async (name: string) => {
      await inspect(ann, `admin-${name}-${scheme}`, page)
    }
    await page.goto(`${stage.server.opsUrl}/admin`)
    await page.getByLabel('Token').fill('a-wrong-token-of-enough-length')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByText('This is not the token.').waitFor()
    await look('door')
    operator.forgive() // the browser's own word for the 401

    await operator.signIn()
    await page.getByRole('link', { name: code }).waitFor()
    await look('overview')
    await page.getByLabel('Filter by code, game or phase').fill('nothing')
    await page.getByText('No room fits.').waitFor()
    await page.getByLabel('Filter by code, game or phase').fill('relay')
    await page.getByRole('link', { name: code }).click()
    await page.getByRole('cell', { name: 'Bob', exact: true }).waitFor()
    await look('room')

    await page.getByRole('row', { name: /Bob/ }).getByRole('button', { name: 'Kick' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Kick' }).click()
    await page.getByText('Done.').waitFor()
    await bob.page.getByRole('heading', { name: 'You were removed from this room.' }).waitFor()
    await page.getByRole('button', { name: 'Close room' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Close room' }).click()
    await ann.page.getByRole('heading', { name: 'This room has ended.' }).waitFor()
    await page.getByRole('link', { name: '← All rooms' }).click()
    await page.getByRole('cell', { name: `room ${code}`, exact: true }).waitFor()
    await page.reload()
    await page.getByRole('cell', { name: 'kick', exact: true }).waitFor()
    expect(operator.complaints).toBe('')
    await operator.leave()
  })
})
