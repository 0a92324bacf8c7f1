import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { flyAlone } from '../harness/arena'
import { PHONE } from '../harness/player'
import { board, openRoom, place } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.share()

const GREEN = { standard: '#2E9049', contrast: '#54FF79' }
const PINK = { standard: '#E2769F', contrast: '#FF56FF' }

/** Pixels of exactly that colour in the picture of a game. */
async function painted(page: Page, canvas: string, colour: string): Promise<number> {
  return await page.locator(canvas).evaluate((picture, wanted) => {
    const { width, height } = picture as HTMLCanvasElement
    // Read from a copy: a picture that is read often becomes a slow one.
    const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!
    copy.drawImage(picture as HTMLCanvasElement, 0, 0)
    const { data } = copy.getImageData(0, 0, width, height)
    let found = 0
    for (let i = 0; i < data.length; i += 4) if ((data[i]! << 16) + (data[i + 1]! << 8) + data[i + 2]! === wanted) found++
    return found
  }, Number.parseInt(colour.slice(1), 16))
}

/** Chooses in the settings, and shuts them. */
async function choose(page: Page, label: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('combobox', { name: label }).selectOption(name)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

describe('the settings', () => {
  it('give the players other colours, at once and everywhere, and remember it', async () => {
    const ann = await stage.arrive('Ann')
    const { page } = ann
    await page.addInitScript(() => localStorage.setItem('gameserver.settings', localStorage.getItem('gameserver.settings') ?? '{"name":"Ann","look":3}'))
    const token = page.getByRole('button', { name: /^You are Ann/ }).locator('path').first()
    await ann.open()
    await expect.poll(() => painted(page, '[data-game=sparks] canvas', PINK.standard)).toBeGreaterThan(50)
    await expect.poll(() => token.getAttribute('fill')).toBe(GREEN.standard)

    await choose(page, 'Player colours', 'High contrast')

    // The posters stand still for who wants calm, and change all the same.
    await expect.poll(() => painted(page, '[data-game=sparks] canvas', PINK.contrast)).toBeGreaterThan(50)
    expect(await painted(page, '[data-game=sparks] canvas', PINK.standard)).toBe(0)
    expect(await token.getAttribute('fill')).toBe(GREEN.contrast)
    await ann.screenshot('palette-contrast-home-desktop')

    await flyAlone(ann)
    await expect.poll(() => painted(page, 'canvas[role=img]', GREEN.contrast)).toBeGreaterThan(50)
    await page.locator(`[data-me] path[fill="${GREEN.contrast}"]`).waitFor()
    await ann.screenshot('palette-contrast-desktop')
    await choose(page, 'Player colours', 'Standard')
    await expect.poll(() => painted(page, 'canvas[role=img]', GREEN.standard)).toBeGreaterThan(50)
    await page.locator(`[data-me] path[fill="${GREEN.standard}"]`).waitFor()
    expect(ann.complaints).toBe('')
  })

  it('silence the page by one key or one tap, and remember it', async () => {
    const ann = await stage.arrive('Ann', PHONE)
    const { page } = ann
    await page.addInitScript(() => {
      const make = BaseAudioContext.prototype.createGain
      Object.assign(window, { notes: 0 })
      // Every note has a loudness of its own.
      BaseAudioContext.prototype.createGain = function () {
        ;(window as unknown as { notes: number }).notes++
        return make.call(this)
      }
    })
    const notes = () => page.evaluate(() => (window as unknown as { notes: number }).notes)
    const mute = page.getByRole('button', { name: 'Mute' })
    const pressed = () => mute.getAttribute('aria-pressed')
    await openRoom(ann, 'Tic-tac-toe')
    await page.getByRole('button', { name: /Put a bot on seat/ }).tap()
    await place(ann, 4)
    await expect.poll(notes).toBeGreaterThan(0)

    await mute.tap()
    expect(await pressed()).toBe('true')
    await ann.screenshot('muted-phone')
    await page.getByText('Your turn', { exact: true }).first().waitFor()
    const before = await notes()
    await place(ann, (await board(page)).indexOf('.'))
    await expect.poll(async () => (await board(page)).match(/X/g)).toHaveLength(2)
    expect(await notes(), 'notes of a silent page').toBe(before)

    await page.keyboard.press('m')
    expect(await pressed()).toBe('false')
    await page.keyboard.press('m')
    await page.reload()
    await expect.poll(pressed).toBe('true')

    // The same choice as in the settings, and no choice while one writes.
    await page.getByRole('button', { name: 'Settings' }).tap()
    const sound = page.getByRole('switch', { name: 'Sound' })
    expect(await sound.getAttribute('aria-checked')).toBe('false')
    await sound.tap()
    await page.getByRole('button', { name: 'Change', exact: true }).tap()
    await page.getByRole('textbox', { name: 'Your name' }).fill('')
    await page.keyboard.type('mmm')
    await page.getByRole('button', { name: 'Done' }).tap()
    expect(await pressed()).toBe('false')
    expect(ann.complaints).toBe('')
  })

  it('keep what one is called and looks like until that is done', async () => {
    const ann = await stage.arrive('Ann')
    const { page } = ann
    await page.addInitScript(() => localStorage.setItem('gameserver.settings', localStorage.getItem('gameserver.settings') ?? '{"name":"Ann","look":3}'))
    await ann.open()
    const you = page.getByRole('button', { name: /^You are/ })
    const said = () => you.getAttribute('aria-label')
    const before = await said()
    await you.click()
    await page.getByRole('radio', { name: /pink/i }).check()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await said(), 'given up').toBe(before)

    await you.click()
    await page.getByRole('radio', { name: /pink/i }).check()
    const box = (await page.getByRole('textbox', { name: 'Your name' }).boundingBox())!
    await page.getByRole('textbox', { name: 'Your name' }).fill('Mia')
    // A text is selected with the mouse, and the hand goes further than the card.
    await page.mouse.move(box.x + 60, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(5, box.y + box.height / 2, { steps: 4 })
    await page.mouse.up()
    await page.getByRole('button', { name: 'Done' }).click()
    await expect.poll(said).toMatch(/^You are Mia, pink/i)

    await you.click()
    await page.getByRole('dialog').waitFor()
    await page.mouse.click(5, 300)
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(ann.complaints).toBe('')
  })
})
