import { describe, expect, it, vi } from 'vitest'
import type { Hub, HubListener } from '../sdk'
import { cuttable } from './cut'

function listener() {
  return { heard: vi.fn(), message: vi.fn(), lost: vi.fn() } satisfies HubListener
}

function server() {
  const dialled: { hub: Hub; heard: HubListener }[] = []
  const real = {
    dial(_: string, heard: HubListener): Hub {
      const hub = { open: () => Promise.resolve(), call: vi.fn(), tell: vi.fn(), close: vi.fn() }
      dialled.push({ hub, heard })
      return hub
    },
    probe: () => Promise.resolve({ status: 200 }),
  }
  return { dialled, real }
}

describe('cutting the connection', () => {
  it('ends the present one as a lost network does, once', () => {
    const { dialled, real } = server()
    const { dial, cut } = cuttable(real)
    const page = listener()
    dial('/hub', page)
    cut(5_000)
    cut(5_000)
    expect(dialled[0]!.hub.close).toHaveBeenCalledOnce()
    expect(page.lost).toHaveBeenCalledExactlyOnceWith(false)
  })

  it('delivers nothing of it afterwards', () => {
    const { dialled, real } = server()
    const { dial, cut } = cuttable(real)
    const page = listener()
    dial('/hub', page)
    cut(5_000)
    dialled[0]!.heard.heard(10)
    dialled[0]!.heard.lost(true)
    expect(page.heard).not.toHaveBeenCalled()
    expect(page.lost).toHaveBeenCalledOnce()
  })

  it('lets none be made, nor the server be asked, until the time is over', async () => {
    vi.useFakeTimers()
    try {
      const { dialled, real } = server()
      const { dial, probe, cut } = cuttable(real)
      cut(5_000)
      await expect(dial('/hub', listener()).open()).rejects.toThrow('cut')
      await expect(probe('/hub')).resolves.toBeUndefined()
      vi.advanceTimersByTime(5_001)
      await dial('/hub', listener()).open()
      expect(dialled).toHaveLength(1)
      await expect(probe('/hub')).resolves.toEqual({ status: 200 })
    } finally {
      vi.useRealTimers()
    }
  })
})
