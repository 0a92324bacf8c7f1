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
    onLink: (take: () => void) => (changed = take),
    onNotice: (take: (notice: Notice) => void) => (told = take),
  }
  return {
    client: client as unknown as Client,
    is(link: Link) {
      client.link = link
      changed()
    },
    tells: (notice: Notice) => told(notice),
  }
}

describe('what a page is told when it comes back', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} })
    vi.stubGlobal('document', { hidden: false })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

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
      server.is({ state: 'waiting', try: 1, retryAt: 0 })
    }

    expect(dropsToday.value).toBe(2)
  })
})
