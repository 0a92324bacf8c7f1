import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const KEY = 'gameserver.settings'
let stored: Map<string, string>

/** A tab of the same browser. */
async function tab() {
  vi.resetModules()
  const settings = await import('./settings')
  settings.rememberSettings()
  return settings
}

function kept(): Record<string, unknown> {
  return JSON.parse(stored.get(KEY)!) as Record<string, unknown>
}

beforeEach(() => {
  stored = new Map([[KEY, '{"name":"Ann","look":2}']])
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  })
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {} }))
  vi.stubGlobal('document', { documentElement: { classList: { toggle: () => {} } } })
})
afterEach(() => vi.unstubAllGlobals())

describe('what a tab remembers', () => {
  it('leaves alone what another tab has chosen meanwhile', async () => {
    const one = await tab()
    const other = await tab()

    other.name.value = 'Mia'
    one.sound.value = false

    expect(kept()).toMatchObject({ name: 'Mia', look: 2, sound: false })
  })

  it('is forgotten when it is what the system wants again', async () => {
    const { calm } = await tab()
    calm.value = true
    expect(kept()).toMatchObject({ calm: true })

    calm.value = false

    expect(kept()).not.toHaveProperty('calm')
  })
})
