import { afterEach, describe, expect, it } from 'vitest'
import { GOLD, INK, LOOKS, lookNumber, lookOf, palette, PALETTES, type Look, type Palette } from './palette'

type Triple = readonly [number, number, number]

/** What each eye makes of linear red, green and blue (Machado, Oliveira and Fernandes 2009, full severity). */
const EYES: Record<string, readonly [Triple, Triple, Triple]> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
const Y: Triple = [0.2126729, 0.7151522, 0.072175]
const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

function linear(hex: string): Triple {
  const part = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  return [part(1), part(3), part(5)]
}

function lab(rgb: Triple): Triple {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f(dot([0.4124564, 0.3575761, 0.1804375], rgb) / 0.95047)
  const y = f(dot(Y, rgb))
  const z = f(dot([0.0193339, 0.119192, 0.9503041], rgb) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** What each palette promises: the least distance of any two colours to any eye, and the least contrast on the ground. */
const PROMISES: Record<Palette, { apart: number; contrast: number }> = {
  standard: { apart: 24.9, contrast: 4.5 },
  contrast: { apart: 27, contrast: 7 },
}

describe.each(Object.entries(PALETTES))('the eight looks of the palette %s', (name, looks: readonly Look[]) => {
  const { apart, contrast } = PROMISES[name as Palette]

  it.each(Object.entries(EYES))('differ enough, any two of them, to a %s eye', (_, eye) => {
    const seen = looks.map(({ colour }) => lab(eye.map(row => Math.min(1, Math.max(0, dot(row, linear(colour))))) as unknown as Triple))

    const distances = seen.flatMap((a, i) => seen.slice(0, i).map(b => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])))

    expect(Math.min(...distances)).toBeGreaterThan(apart)
  })

  it('stand out from the ground', () => {
    const bright = (hex: string) => dot(Y, linear(hex)) + 0.05

    for (const { name: called, colour } of looks) expect(bright(colour) / bright(INK.ground), called).toBeGreaterThanOrEqual(contrast)
  })

  it('have a shape and a name each, and the shape that the number has in every palette', () => {
    for (const what of ['shape', 'name'] as const) expect(new Set(looks.map(look => look[what])).size).toBe(LOOKS)
    expect(looks.map(({ shape }) => shape)).toEqual(PALETTES.standard.map(({ shape }) => shape))
  })
})

it('knows which look is gold, in every palette', () => {
  for (const looks of Object.values(PALETTES)) expect(looks[GOLD].name).toBe('gold')
})

describe('the look of a number', () => {
  afterEach(() => void (palette.value = 'standard'))

  it('is of the palette that the page has chosen, from that moment on', () => {
    expect(lookOf(3)).toBe(PALETTES.standard[3])

    palette.value = 'contrast'

    expect(lookOf(3)).toBe(PALETTES.contrast[3])
  })

  it('is taken round the eight, and the first for what is no number', () => {
    expect([8, -1, null, undefined, 1.5].map(lookNumber)).toEqual([0, 7, 0, 0, 0])
  })
})
