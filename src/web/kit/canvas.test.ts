import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { surfaceOf } from './canvas'

let changes: Set<() => void>

beforeEach(() => {
  changes = new Set()
  vi.stubGlobal('devicePixelRatio', 1)
  vi.stubGlobal('ResizeObserver', class {
    observe(): void {}
    disconnect(): void {}
  })
  vi.stubGlobal('matchMedia', () => ({
    addEventListener: (_: string, listener: () => void) => changes.add(listener),
    removeEventListener: (_: string, listener: () => void) => changes.delete(listener),
  }))
})
afterEach(() => vi.unstubAllGlobals())

it('a picture stays sharp on a screen of other pixels, and watches none once it is gone', () => {
  const canvas = { clientWidth: 100, clientHeight: 50, width: 0, height: 0, getContext: () => null }
  let drawn = 0
  const surface = surfaceOf(canvas as unknown as HTMLCanvasElement, () => drawn++)
  expect(canvas).toMatchObject({ width: 100, height: 50 })

  vi.stubGlobal('devicePixelRatio', 2)
  const [changed] = changes
  changed!()

  expect(canvas).toMatchObject({ width: 200, height: 100 })
  expect(drawn).toBe(1)
  expect(changes.size).toBe(1)
  surface.release()
  expect(changes.size).toBe(0)
})
