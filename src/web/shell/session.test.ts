import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Client, Link, Notice } from '../sdk'
import { TOLD_MS } from './banner'

vi.mock('./speaker', () => ({ speaker: { back: () => {} } }))

/** A connection whose state and notices the test tells. */
function connection() {
  let [changed, told]: [() => void, (notice: Notice) => void] = [() => {}, () => {}]
  const client = {
    link: { state: 'waiting', try: 1, retryAt: 0 } as Link,
    online: true,
    drops: 0,
    onLink: (take: () => void) => (changed = take),
    onNotice: (take: (notice: Notice) => void) => (told = take),
  }
  return {
    client: client as unknown as Client,
    is(link: Link) {
      client.link = link
      changed()
    },
    loses() {
      client.drops++
      this.is({ state: 'waiting', try: 1, retryAt: 0 })
    },
    goesOffline() {
      client.online = false
      changed()
    },
    welcomes(welcome: { seatMs: number }) {
      Object.assign(client, welcome)
      this.is({ state: 'live', quality: 'good' })
    },
    tells: (notice: Notice) => told(notice),
  }
}

beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers()
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} })
  vi.stubGlobal('document', { hidden: false })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('what a page is told when it comes back', () => {
  it('is shown for its time from when the link lives, however long that took', async () => {
    const { bannerLine, startSession } = await import('./session')
    const server = connection()
    startSession(server.client, () => null)

    server.is({ state: 'connecting', try: 7 })
    server.tells({ kind: 'denied' })
    vi.advanceTimersByTime(10 * TOLD_MS)
    expect(bannerLine.value?.id).toBe('retrying')
    server.is({ state: 'live', quality: 'good' })
    vi.advanceTimersByTime(TOLD_MS - 1)
    server.is({ state: 'live', quality: 'shaky' })
    expect(bannerLine.value?.id).toBe('historyLost')

    vi.advanceTimersByTime(1)
    expect(bannerLine.value?.id).toBe('shaky')
  })
})

describe('what the page counts and keeps of its connection', () => {
  it('a connection that the page makes anew by itself, for another name, was not lost', async () => {
    const { dropsToday, history, startSession } = await import('./session')
    const server = connection()
    startSession(server.client, () => null)
    server.is({ state: 'live', quality: 'good' })

    server.is({ state: 'connecting', try: 1 })
    server.is({ state: 'live', quality: 'good' })

    expect(dropsToday.value).toBe(0)
    expect(history.value).toEqual([])
  })

  it('a restart that the server announced is spoken of until the link lives again, or has ended', async () => {
    const { bannerLine, startSession } = await import('./session')
    const server = connection()
    startSession(server.client, () => null)
    server.is({ state: 'live', quality: 'good' })

    server.is({ state: 'waiting', try: 1, retryAt: 0, why: 'draining' })
    expect(bannerLine.value?.id).toBe('draining')
    server.is({ state: 'connecting', try: 1 })
    server.is({ state: 'waiting', try: 2, retryAt: 0 })
    expect(bannerLine.value?.id).toBe('draining')
    server.is({ state: 'live', quality: 'good' })
    expect(bannerLine.value).toBeNull()
    server.loses()
    expect(bannerLine.value?.id).toBe('retrying')

    server.is({ state: 'waiting', try: 1, retryAt: 0, why: 'draining' })
    server.is({ state: 'ended', reason: 'superseded' })
    server.loses()
    expect(bannerLine.value?.id).toBe('retrying')
  })

  it('a seat is promised for as long as this server keeps one, and none before it has said so', async () => {
    const { bannerLine, seated, startSession } = await import('./session')
    const server = connection()
    startSession(server.client, () => null)
    seated.value = true
    server.is({ state: 'live', quality: 'good' })
    server.goesOffline()
    expect(bannerLine.value?.text).toBe('You are offline.')

    server.welcomes({ seatMs: 120_000 })
    expect(bannerLine.value).toMatchObject({ text: 'You are offline. Your seat is safe for 2:00.', ring: 1 })

    seated.value = false
  })

  it('an end of its own is over when it lives again, a room that stays shut is not', async () => {
    const { end, startSession } = await import('./session')
    const server = connection()
    startSession(server.client, () => null)

    server.is({ state: 'ended', reason: 'superseded' })
    expect(end.value).toBe('superseded')
    server.is({ state: 'live', quality: 'good' })
    expect(end.value).toBeNull()

    end.value = 'refused'
    server.loses()
    server.is({ state: 'live', quality: 'good' })
    expect(end.value).toBe('refused')
  })
})

describe('where the browser forbids storage', () => {
  beforeEach(() => {
    vi.resetModules()
    vi.useFakeTimers()
    vi.stubGlobal('document', { hidden: false })
    Object.defineProperty(globalThis, 'localStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('Access is denied for this document.', 'SecurityError')
      },
    })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    Reflect.deleteProperty(globalThis, 'localStorage')
  })

  it('the page starts, and counts the drops of this visit', async () => {
    const { dropsToday, startSession } = await import('./session')
    const server = connection()
    startSession(server.client, () => null)

    for (let drop = 0; drop < 2; drop++) {
      server.is({ state: 'live', quality: 'good' })
      server.loses()
    }

    expect(dropsToday.value).toBe(2)
  })
})
