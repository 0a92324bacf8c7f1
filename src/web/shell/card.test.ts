import { describe, expect, it, vi } from 'vitest'

vi.mock('./speaker', () => ({ speaker: {} }))
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {} }))

/** Every grapheme is as wide as every other. */
const g = { measureText: (text: string) => ({ width: [...new Intl.Segmenter().segment(text)].length }) as TextMetrics }

describe('the lines of the picture that is shared', () => {
  it('break between words', async () => {
    const { wrap } = await import('./card')
    expect(wrap(g, 'Ann beat Brisk Otter', 9)).toEqual(['Ann beat', 'Brisk', 'Otter'])
  })

  it('break inside a name that is wider than a line, and go on behind it', async () => {
    const { wrap } = await import('./card')
    expect(wrap(g, 'WWWWWWWWWW beat Ann', 6)).toEqual(['WWWWWW', 'WWWW', 'beat', 'Ann'])
  })

  it('never break a grapheme', async () => {
    const { wrap } = await import('./card')
    expect(wrap(g, 'I 👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 2)).toEqual(['I', '👩‍👩‍👧‍👦👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'])
  })
})
