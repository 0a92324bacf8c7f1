import { describe, expect, it } from 'vitest'
import { madeUpName, tidyName } from './names'

const graphemes = (text: string) => [...new Intl.Segmenter().segment(text)].length

describe('a typed name', () => {
  it('loses signs nobody sees, and spaces nobody needs', () => {
    expect(tidyName('  Mia \u202e \u0007  K.  ')).toBe('Mia K.')
  })

  it('has at most sixteen graphemes, however wide each one is', () => {
    expect(tidyName('W'.repeat(40))).toBe('W'.repeat(16))
    const family = '👩‍👩‍👧‍👦'
    expect(tidyName(family.repeat(20))).toBe(family.repeat(16))
    expect(graphemes(tidyName('مرحبا بكم في لعبتنا الجديدة'))).toBeLessThanOrEqual(16)
  })

  it('may be empty; then there is none', () => expect(tidyName(' \u200b ')).toBe(''))
})

it('makes up names that need no tidying', () => {
  for (let n = 0; n < 600; n++) {
    const name = madeUpName(() => (n % 97) / 97)
    expect(tidyName(name)).toBe(name)
  }
  expect(madeUpName(() => 0)).toBe('Brisk Otter')
})
