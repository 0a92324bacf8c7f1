import { describe, expect, it } from 'vitest'
import type { Env } from './env'
import { memoryStore } from './env'
import { Keeper } from './storage'
import { Tab } from './tab'
import { FakeBrowser, FakeEnv, seeded } from './testing/fakeEnv'
import { FakeServer } from './testing/fakeServer'

/** A tab of a browser, with its own session storage or a copy of another tab's. */
function open(browser: FakeBrowser, session = memoryStore(), seed = 1): { tab: Tab; keeper: Keeper; env: FakeEnv } {
  const env = new FakeEnv(new FakeServer().dial, browser)
  env.session = session
  env.nextRandom = seeded(seed)
  const keeper = new Keeper(env, 'hub')
  return { tab: new Tab(env as Env, keeper, 'hub'), keeper, env }
}

/** What duplicating a tab does to its session storage. */
function copied(env: FakeEnv): ReturnType<typeof memoryStore> {
  const copy = memoryStore()
  for (const key of ['gameserver hub tab', 'gameserver hub moves']) {
    const value = env.session.get(key)
    if (value !== undefined) copy.set(key, value)
  }
  return copy
}

const kept = { player: 'p', epoch: 'e', moves: [{ n: 1, move: 'place', args: [4] }] }

describe('a tab', () => {
  it('a fresh one takes nothing over', async () => {
    const { tab } = open(new FakeBrowser())

    expect(await tab.returning).toBe(false)
  })

  it('MOV-5 a reloaded one takes its player over and keeps its moves', async () => {
    const browser = new FakeBrowser()
    const before = open(browser)
    before.tab.welcomed()
    before.keeper.keepMoves('KITE7', kept)
    before.tab.dispose()

    const after = open(browser, before.env.session)
    await after.env.pass(60)

    expect(await after.tab.returning).toBe(true)
    expect(after.tab.page, 'it is the same page').toBe(before.tab.page)
    expect(after.keeper.movesOf('KITE7')).toEqual(kept)
  })

  it('MOV-5 a duplicated one is a fresh one and drops the copied moves', async () => {
    const browser = new FakeBrowser()
    const original = open(browser)
    original.tab.welcomed()
    original.keeper.keepMoves('KITE7', kept)

    const copy = open(browser, copied(original.env), 2)
    await copy.env.pass(60)

    expect(await copy.tab.returning).toBe(false)
    expect(copy.keeper.movesOf('KITE7')).toBeUndefined()
    expect(copy.tab.page).not.toBe(original.tab.page)
    expect(original.keeper.movesOf('KITE7'), 'the original keeps them').toEqual(kept)
  })

  it('CON-2 one that was superseded comes back as a fresh one', async () => {
    const browser = new FakeBrowser()
    const before = open(browser)
    before.tab.welcomed()
    before.tab.superseded()
    before.tab.dispose()

    const after = open(browser, before.env.session)

    expect(await after.tab.returning).toBe(false)
  })
})
