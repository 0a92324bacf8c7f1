import { describe, expect, it } from 'vitest'
import { byLibrary, flyAlone, flyIn, openArena } from '../harness/arena'
import { inspect } from '../harness/inspect'
import { DESKTOP, PHONE, SCREENS, type Player } from '../harness/player'
import { cell, followLink, openRoom, place, poster } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.set()

const { desktop, phone, small } = SCREENS

describe.each(Object.entries({ desktop, phone, small }))('on a screen called %s', (_, viewport) => {
  it('every screen fits and has no barriers', async () => {
    const ann = await stage.arrive('Ann', viewport)
    const { page } = ann
    const close = () => page.keyboard.press('Escape')

    await ann.open()
    await poster(page, 'Tic-tac-toe').waitFor()
    await page.getByRole('button', { name: /ms\. Open the connection panel/ }).waitFor()
    await inspect(ann, 'home')
    await page.getByRole('button', { name: /^You are/ }).click()
    await page.getByRole('dialog').waitFor()
    await inspect(ann, 'you')
    await close()
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('dialog').waitFor()
    await inspect(ann, 'settings')
    // One dialog leads to the next, which stays.
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByRole('textbox', { name: 'Your name' }).click()
    await close()
    await page.getByRole('button', { name: /Open the connection panel/ }).click()
    await page.getByRole('region', { name: 'Connection' }).waitFor()
    await inspect(ann, 'connection')
    await close()

    await openRoom(ann, 'Tic-tac-toe')
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor()
    await inspect(ann, 'room')
    await page.getByRole('button', { name: 'QR' }).click()
    await page.getByRole('dialog').waitFor()
    await inspect(ann, 'room-qr')
    await close()
    await page.getByRole('button', { name: /Put a bot on seat/ }).click()

    await cell(page, 0).waitFor()
    await place(ann, 4)
    await inspect(ann, 'match')
    expect(ann.complaints).toBe('')
  })

})

describe.each(Object.entries(SCREENS))('on a screen called %s', (name, viewport) => {
  it('the arena and its result fit and have no barriers', async () => {
    const ann = await stage.arrive('Ann', viewport)
    const { page } = ann

    if (name === 'large' || name === 'sideways') {
      await ann.open()
      await poster(page, 'Sparks').waitFor()
      await inspect(ann, 'home')
    }
    await openArena(ann, 8)
    await inspect(ann, 'arena')
    await page.getByRole('button', { name: 'Emotes' }).click()
    await page.getByRole('button', { name: 'Love' }).waitFor()
    await inspect(ann, 'arena-emotes')
    await page.getByRole('button', { name: 'Love' }).click()

    await page.getByRole('button', { name: 'Rematch' }).waitFor({ timeout: 20_000 })
    await inspect(ann, 'arena-result')
    for (const button of ['Rematch', 'Share']) await expectWithin(ann, button)
    expect(ann.complaints).toBe('')
  })
})

/** A button stands on the screen as a whole, and a thumb can hit it. */
async function expectWithin({ page }: Player, name: string): Promise<void> {
  const box = (await page.getByRole('button', { name }).boundingBox())!
  const { width, height } = page.viewportSize()!
  expect({ name, left: box.x >= 0, top: box.y >= 0, right: box.x + box.width <= width, bottom: box.y + box.height <= height, high: box.height >= 43.5 })
    .toEqual({ name, left: true, top: true, right: true, bottom: true, high: true })
}

describe('on the smallest phones, in a language of long words', () => {
  const german = { locale: 'de-DE' }
  const wideName = () => localStorage.setItem('gameserver.settings', JSON.stringify({ name: 'W'.repeat(16) }))

  async function againstABot() {
    const ann = await stage.arrive('Ann', { width: 320, height: 568 }, german)
    const { page } = ann
    await ann.open()
    await page.locator('[data-game=tictactoe]').getByRole('button', { name: 'Mit Freunden' }).tap()
    await page.getByRole('button', { name: /Bot auf Platz/ }).tap()
    await cell(page, 0).waitFor()
    return page
  }

  it('upright, the connection is told whole beside the clock', async () => {
    const page = await againstABot()

    const said = page.locator('[data-chip] .num')
    await said.getByText(/^\d+ ms$/).waitFor()
    expect(await said.evaluate(words => words.scrollWidth - words.clientWidth), 'of it is cut off').toBe(0)
  })

  it('upright, the result is whole', async () => {
    const page = await againstABot()
    const result = page.getByRole('complementary')
    await expect.poll(async () => {
      const free = page.locator('[data-cell][aria-disabled=false]').first()
      if (await free.count()) await free.tap({ timeout: 1_000 }).catch(() => {})
      return await result.getByRole('button', { name: 'Revanche' }).count()
    }, { timeout: 30_000 }).toBe(1)

    expect(await result.evaluate(box => box.scrollHeight - box.clientHeight), 'of it is out of sight').toBe(0)
  })

  it.each([{ width: 320, height: 568 }, { width: 667, height: 375 }])('$width wide, the lounge is whole', async viewport => {
    const ann = await stage.arrive('Ann', viewport, german)
    const { page } = ann
    await ann.open()
    // A room for friends has the longer code.
    await page.locator('[data-game=relay]').getByRole('button', { name: 'Mit Freunden' }).tap()
    await page.getByRole('button', { name: 'Funke' }).waitFor()
    // Which letters it has is chance: here the widest.
    await page.getByText(/^[A-Z0-9]{4} [A-Z0-9]{4}$/).evaluate(code => (code.firstChild!.textContent = 'WMWM WMWM'))

    const beyond = await page.locator('section button, [data-counter] dt').evaluateAll(parts => parts
      .filter(part => part.getBoundingClientRect().right > part.closest('section')!.getBoundingClientRect().right)
      .map(part => part.textContent))
    expect(beyond, 'cut off by their frame').toEqual([])
    expect(await page.locator('[data-chip]').evaluate(chip => chip.scrollWidth - chip.clientWidth), 'of the chip stands out').toBe(0)
  })

  it('sideways, the round\'s clock and what is said of the connection stand apart', async () => {
    const ann = await stage.arrive('Ann', { width: 667, height: 375 }, german)
    const { page } = ann
    await ann.open()
    await page.locator('[data-game=sparks]').getByRole('button', { name: 'Mit Freunden' }).tap()
    const clock = page.getByRole('timer')
    await clock.waitFor()

    await ann.context.setOffline(true)
    const line = page.locator('[data-banner=offline]')
    await line.waitFor()

    await expect.poll(async () => {
      const [above, below] = [(await line.boundingBox())!, (await clock.boundingBox())!]
      return below.y - (above.y + above.height)
    }).toBeGreaterThanOrEqual(0)
  })

  it('sideways, every button is whole and every name in sight', async () => {
    const ann = await stage.arrive('Ann', { width: 667, height: 375 }, german)
    const { page } = ann
    await ann.context.addInitScript(wideName)
    await ann.open()
    const friends = page.locator('[data-game=tictactoe]').getByRole('button', { name: 'Mit Freunden' })
    await friends.waitFor()
    const beyond = await page.locator('[data-game] button').evaluateAll(buttons => buttons
      .filter(button => button.getBoundingClientRect().right > button.closest('section')!.getBoundingClientRect().right)
      .map(button => button.textContent))
    expect(beyond, 'buttons cut off by their card').toEqual([])

    await friends.tap()
    const name = page.locator('li .name')
    await name.waitFor()
    const covered = await name.evaluate(element => {
      const { left, top, height } = element.getBoundingClientRect()
      return document.elementFromPoint(left + 2, top + height / 2) !== element
    })
    expect(covered, 'the name is covered').toBe(false)
  })
})

describe('whoever is at the screen', () => {
  it('may have any name', async () => {
    const names = ['WWWWWWWWWWWWWWWW', '👩‍👩‍👧‍👦'.repeat(16), 'مرحبا بكم في اللعبة', '漢字'.repeat(8), 'Z͑ͫ̓a̴lg̷o']
    const ann = await stage.arrive(names[0]!, PHONE)
    const code = await openArena(ann, 20)
    for (const name of names.slice(1)) {
      const other = await stage.arrive(name)
      await byLibrary(other, `await client.join('${code}')`)
    }
    await expect.poll(async () => (await ann.view())?.picture?.bodies, { timeout: 10_000 }).toBe(6)

    await inspect(ann, 'names')
    const eve = await stage.arrive('Eve', DESKTOP)
    await flyIn(eve, code)
    await inspect(eve, 'names')
    await ann.page.getByRole('button', { name: 'Rematch' }).waitFor({ timeout: 40_000 })
    await inspect(ann, 'names-result')
    for (const player of [ann, eve]) expect(player.complaints).toBe('')
  })

  it('may win with any name', async () => {
    const [ann, bob] = [await stage.arrive('Ann'), await stage.arrive('Bob', PHONE)]
    await ann.context.addInitScript(() => localStorage.setItem('gameserver.settings', JSON.stringify({ name: 'W'.repeat(16) })))
    await followLink(bob, await openRoom(ann, 'Tic-tac-toe'))
    for (const { page } of [ann, bob]) await cell(page, 0).waitFor()

    await bob.page.getByText(/^W{16}'s turn$/).waitFor()
    const said = (await bob.page.getByText(/^W{16}'s turn$/).boundingBox())!
    const talk = (await bob.page.getByRole('button', { name: 'Say something to the others' }).boundingBox())!
    expect(said.x + said.width, 'beside the buttons').toBeLessThanOrEqual(talk.x)
    for (const [player, square] of [[ann, 0], [bob, 1], [ann, 3], [bob, 4], [ann, 6]] as const) await place(player, square)

    await bob.page.getByRole('heading', { name: /^W{16} wins$/ }).waitFor()
    for (const screen of [SCREENS.phone, SCREENS.small, SCREENS.sideways]) {
      await bob.page.setViewportSize(screen)
      await inspect(bob, 'result-name')
      await expectWithin(bob, 'Rematch')
      const panel = bob.page.getByRole('complementary', { name: /wins$/ })
      const hidden = await panel.evaluate(box => ({ wide: box.scrollWidth - box.clientWidth, high: box.scrollHeight - box.clientHeight }))
      expect(hidden, `nothing of it is out of sight, ${screen.width} wide`).toEqual({ wide: 0, high: 0 })
    }
  })

  it('may see colours otherwise', async () => {
    const ann = await stage.arrive('Ann')
    await flyAlone(ann)
    const session = await ann.context.newCDPSession(ann.page)
    for (const type of ['protanopia', 'deuteranopia', 'tritanopia', 'achromatopsia'] as const) {
      await session.send('Emulation.setEmulatedVisionDeficiency', { type })
      await ann.screenshot(`vision-${type}`)
    }

    // No two of a table look alike: where colour fails, the shape remains.
    const shapes = await ann.page
      .locator('[data-ranked] li > span:first-child svg')
      .evaluateAll(tokens => tokens.map(token => token.querySelector('path')!.getAttribute('d')))
    expect(shapes.length).toBeGreaterThanOrEqual(5)
    expect(new Set(shapes).size).toBe(shapes.length)
  })

  it('may enlarge everything to twice its size', async () => {
    const ann = await stage.arrive('Ann', { width: 640, height: 360 }, { isMobile: false, hasTouch: false, deviceScaleFactor: 2 })
    await ann.open()
    await poster(ann.page, 'Sparks').waitFor()
    await inspect(ann, 'home-200')
    await openRoom(ann, 'Tic-tac-toe')
    await ann.page.getByRole('button', { name: 'Start', exact: true }).waitFor()
    await inspect(ann, 'room-200')
    await openArena(ann, 5)
    await inspect(ann, 'arena-200')
    await ann.page.getByRole('button', { name: 'Rematch' }).waitFor({ timeout: 20_000 })
    await expectWithin(ann, 'Rematch')
    await inspect(ann, 'arena-result-200')
  })

  it('may hold a gamepad', async () => {
    const ann = await stage.arrive('Ann')
    const { page } = ann
    const inputs: { x: number; y: number; dashes: number }[] = []
    page.on('websocket', socket => socket.on('framesent', ({ payload }) => {
      for (const message of String(payload).split('\u001e').filter(text => text.includes('"target":"Input"'))) inputs.push(JSON.parse(message).arguments[0].data)
    }))
    await ann.context.addInitScript(() => {
      const buttons = Array.from({ length: 16 }, () => ({ pressed: false }))
      const pad = { connected: true, axes: [0, 0], buttons }
      Object.assign(window, { __pad: pad })
      Object.assign(navigator, { getGamepads: () => [null, pad] })
    })
    const hold = (axes: number[], ...pressed: number[]) => page.evaluate(([axes, pressed]) => {
      const { __pad: pad } = window as unknown as { __pad: { axes: number[]; buttons: { pressed: boolean }[] } }
      pad.axes = axes!
      pad.buttons.forEach((button, i) => (button.pressed = pressed!.includes(i)))
    }, [axes, pressed])
    await flyAlone(ann)
    const steers = async (x: number, y: number) => {
      await expect.poll(() => inputs.at(-1)).toMatchObject({ x, y })
    }

    await hold([0.1, -0.1], 15)
    await steers(1, 0)
    await hold([0, -1])
    await steers(0, -1)
    const { dashes } = inputs.at(-1)!
    await hold([0, -1], 0)
    await expect.poll(() => inputs.at(-1)!.dashes, { message: 'the first button dashes' }).toBe(dashes + 1)
    await hold([0, 0])
    await steers(0, 0)
    expect(ann.complaints).toBe('')
  })

  it('may turn the phone in mid-round', async () => {
    const ann = await stage.arrive('Ann', PHONE)
    await flyAlone(ann)
    const { seatState } = (await ann.view())!

    await ann.page.setViewportSize(SCREENS.sideways)

    await inspect(ann, 'turned')
    const canvas = (await ann.page.locator('canvas[role=img]').boundingBox())!
    expect({ width: canvas.width, height: canvas.height }).toEqual(SCREENS.sideways)
    expect((await ann.view())!.seatState).toBe(seatState)
  })
})
