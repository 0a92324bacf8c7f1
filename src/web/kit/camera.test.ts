import { expect, it } from 'vitest'
import { cameraOn } from './camera'

const FIELD = { width: 1_600, height: 1_000 }

it('shows the whole field on a screen of 640 px height and more', () => {
  const { whole, scale, top } = cameraOn(FIELD, 1_280, 640, { x: 0, y: 0 })

  expect(whole).toBe(true)
  expect(scale).toBeGreaterThanOrEqual(0.61)
  expect(top).toBeGreaterThanOrEqual(0)
})

it('follows on a phone, with 640 units across the short side', () => {
  const upright = cameraOn(FIELD, 390, 844, { x: 800, y: 500 })
  const lying = cameraOn(FIELD, 844, 390, { x: 800, y: 500 })

  expect(upright.whole).toBe(false)
  expect(upright.scale * 22).toBeCloseTo(13.4, 1)
  expect(800 * upright.scale + upright.left).toBeCloseTo(195, 6)
  expect(lying.scale).toBe(upright.scale)
})

it('stops at the field\'s edge', () => {
  const { left, scale } = cameraOn(FIELD, 390, 844, { x: 22, y: 500 })

  expect(left).toBeCloseTo(90 * scale, 6)
  expect(22 * scale + left).toBeLessThan(195)
})
