import { describe, expect, it } from 'vitest'
import { PHONE, type Player } from '../harness/player'
import { sideBySide } from '../harness/picture'
import { board, cell, followLink, openRoom, place, poster, untilBoard } from '../harness/screens'
import { Stage } from '../harness/stage'

const stage = Stage.set()

/** Two people at one table, the first of them on X and first to move. */
async function seatTwo(): Promise<[Player, Player]> {
  const ann = await stage.arrive('Ann')
  const bob = await stage.arrive('Bob', PHONE)
  await followLink(bob, await openRoom(ann, 'Tic-tac-toe'))
  for (const { page } of [ann, bob]) await cell(page, 0).waitFor()
  return [ann, bob]
}

/** Both have the same room before them, event for event. */
async function expectSameRoom(ann: Player, bob: Player): Promise<void> {
  await expect.poll(async () => (await ann.view())?.seq === (await bob.view())?.seq, { timeout: 5_000 }).toBe(true)
  const [hers, his] = [await ann.view(), await bob.view()]
  expect({ epoch: hers?.epoch, hash: hers?.hash }).toEqual({ epoch: his?.epoch, hash: his?.hash })
  expect(await board(ann.page)).toBe(await board(bob.page))
}

describe('a match of two', () => {
  it('FLT-1, FLT-2, MOV-3, MOV-5, CON-1, SNP-4: is played to its end through a cut, a reload and a killed server', async () => {
    const [ann, bob] = await seatTwo()
    const { epoch } = (await ann.view())!
    await place(ann, 0)
    await untilBoard(bob.page, 'X........')

    // Ann's network goes silent for 6 s; Bob plays on.
    const before = (await ann.view())!.seq
    const cutAt = Date.now()
    ann.proxy.hold()
    await place(bob, 1)
    await untilBoard(bob.page, 'XO.......')
    const missed = (await bob.view())!.seq - before
    const noticed = await ann.heard(/./, cutAt)
    expect(noticed.at - cutAt, 'the page says that something is wrong').toBeLessThan(3_000)
    for (const [player, screen] of [[ann, 'desktop'], [bob, 'phone']] as const) await player.screenshot(`match-cut-${screen}`)
    await new Promise(next => setTimeout(next, cutAt + 6_000 - Date.now()))
    const releasedAt = Date.now()
    await ann.proxy.pass()
    const back = await ann.heard(/^Back after/, releasedAt)
    expect(back.at - releasedAt, 'back within a second').toBeLessThan(1_000)
    const [, seconds, caughtUp] = /^Back after (\d+) s\. Caught up (\d+) events\.$/.exec(back.text) ?? []
    expect(Number(caughtUp)).toBe(missed)
    // From the last byte heard, which a ping a second brings, to the last event caught up.
    expect(Number(seconds)).toBeGreaterThanOrEqual(6)
    expect(Number(seconds)).toBeLessThanOrEqual((back.at - cutAt) / 1_000 + 1.5)
    await untilBoard(ann.page, 'XO.......')
    for (const [player, screen] of [[ann, 'desktop'], [bob, 'phone']] as const) await player.screenshot(`match-back-${screen}`)
    await sideBySide(ann, [['match-cut-desktop', 'match-cut-phone'], ['match-back-desktop', 'match-back-phone']], 'back.webp')

    // Bob presses into a dead network and reloads: the seat is still his, and the move still counts.
    await place(ann, 2)
    await untilBoard(bob.page, 'XOX......')
    const { seatState } = (await bob.view())!
    bob.proxy.hold()
    await place(bob, 4)
    await untilBoard(bob.page, 'XOX.?....')
    await Promise.all([bob.proxy.pass(), bob.page.reload()])
    for (const { page } of [ann, bob]) await untilBoard(page, 'XOX.O....')
    expect((await bob.view())!.seatState, 'the same seat').toBe(seatState)

    // Ann presses, and the server dies before anybody knows whether it heard her.
    for (const player of [ann, bob]) player.expectTrouble()
    await ann.page.getByText('Your turn', { exact: true }).first().waitFor()
    const killedAt = Date.now()
    await Promise.all([cell(ann.page, 3).click(), stage.server.kill()])
    await stage.server.run()
    for (const player of [ann, bob]) {
      expect((await player.heard(/restarted/, killedAt)).text).toBe('The server restarted. Nothing was lost.')
    }
    await ann.screenshot('match-restarted-desktop')
    await bob.screenshot('match-restarted-phone')
    for (const { page } of [ann, bob]) await untilBoard(page, 'XOXXO....')

    for (const [player, square] of [[bob, 5], [ann, 7], [bob, 6], [ann, 8]] as const) await place(player, square)
    for (const { page } of [ann, bob]) {
      await page.getByRole('heading', { name: 'A draw' }).waitFor()
      await untilBoard(page, 'XOXXOOOXX')
    }
    await expectSameRoom(ann, bob)
    expect((await ann.view())!.epoch, 'nothing was lost, so the history is the same one').toBe(epoch)
    await ann.screenshot('result-draw-desktop')
    await bob.screenshot('result-draw-phone')
    for (const player of [ann, bob]) expect(player.complaints, `${player.name}'s console`).toBe('')
  })

  it('DLV-1: stays the same for both when one link is reset again and again', async () => {
    const [ann, bob] = await seatTwo()
    bob.expectTrouble()

    for (const [player, square] of [[ann, 0], [bob, 4], [ann, 1], [bob, 2], [ann, 6], [bob, 3], [ann, 5], [bob, 8]] as const) {
      bob.proxy.reset()
      await place(player, square)
    }

    for (const { page } of [ann, bob]) await untilBoard(page, 'XXOOOXX.O')
    await expectSameRoom(ann, bob)
    expect(ann.complaints).toBe('')
    expect(bob.complaints).toBe('')
  })
})

describe('a match alone', () => {
  it('begins with one click and a bot, and ends with a result and a rematch', async () => {
    const ann = await stage.arrive('Ann')
    await ann.open()
    await poster(ann.page, 'Tic-tac-toe').getByRole('button', { name: 'Play now' }).click()
    await cell(ann.page, 0).waitFor()

    await playOut(ann)
    await ann.screenshot('result-alone-desktop')
    await ann.page.getByRole('button', { name: 'Rematch' }).click()

    // A new board: empty, or with the bot's first mark.
    await expect.poll(async () => (await board(ann.page)).replaceAll('.', '').length, { timeout: 10_000 }).toBeLessThanOrEqual(1)
    await playOut(ann)
    expect(ann.complaints).toBe('')
  })
})

/** Takes the first free square at every turn until there is a result. */
async function playOut(player: Player): Promise<void> {
  const { page } = player
  const rematch = page.getByRole('button', { name: 'Rematch' })
  const turn = page.getByText('Your turn', { exact: true }).first()
  for (let marks = ''; ; ) {
    await expect.poll(async () => {
      const before = marks
      // The turn before the board: on one's own turn nobody else changes the board that is read after it.
      const isTurn = await turn.isVisible()
      marks = await board(page)
      const isMine = isTurn && marks !== before && marks.includes('.') && !marks.includes('?')
      if (!isMine) marks = before
      return isMine || (await rematch.isVisible())
    }, { timeout: 20_000 }).toBe(true)
    if (await rematch.isVisible()) return
    await cell(page, marks.indexOf('.')).click()
  }
}
