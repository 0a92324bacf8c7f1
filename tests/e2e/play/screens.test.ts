import { describe, expect, it } from 'vitest'
import { inspect } from '../harness/inspect'
import { DESKTOP, PHONE } from '../harness/player'
import { cell, openRoom, place, poster } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.set()

describe.each([['a desktop', DESKTOP], ['a phone', PHONE]])('on %s', (_, viewport) => {
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
    expect(ann.complaints).toEqual([])
  })
})
