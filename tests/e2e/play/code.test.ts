import { expect, it } from 'vitest'
import { inspect } from '../harness/inspect'
import { PHONE } from '../harness/player'
import { cell, poster } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.share()

/** The code and style of a room and its game. */
const OF_THE_ROOM = /\/assets\/(inroom|view)-/

it('a room whose code and style did not come is never an empty page, and is shown whole when the link is back', async () => {
  const ann = await stage.arrive('Ann', PHONE)
  ann.expectTrouble()
  await ann.page.route(OF_THE_ROOM, route => route.abort())
  await ann.open()
  await poster(ann.page, 'Tic-tac-toe').getByRole('button', { name: 'Play now' }).click()

  await ann.page.getByText('Taking your seat ...').waitFor()
  await ann.page.getByRole('complementary', { name: 'Notice' }).getByText('Part of this page did not load.').waitFor()
  expect(await ann.page.getByRole('button', { name: 'Reload' }).count()).toBe(1)
  await inspect(ann, 'banner-missing')

  await ann.page.unroute(OF_THE_ROOM)
  ann.proxy.reset()
  await cell(ann.page, 0).waitFor()
  await ann.page.locator('[data-banner="missing"]').waitFor({ state: 'detached' })
  const styles = await ann.page.evaluate(() => [...document.styleSheets].map(sheet => sheet.href ?? ''))
  expect(styles.filter(href => /inroom/.test(href))).toHaveLength(1)
  expect(styles.filter(href => /view/.test(href)).length).toBeGreaterThan(0)
  await ann.screenshot('code-back')
})
