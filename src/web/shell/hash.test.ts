import { expect, it } from 'vitest'
import { canonical, fnv1a } from './hash'

it('says the same of equal states, in whatever order their properties came', () => {
  expect(canonical({ b: [1, { y: 2, x: null }], a: 'x' })).toBe(canonical({ a: 'x', b: [1, { x: null, y: 2 }] }))
  expect(canonical({ a: [1, 2] })).not.toBe(canonical({ a: [2, 1] }))
})

it('is FNV-1a over UTF-8', () => {
  expect(fnv1a('')).toBe('811c9dc5')
  expect(fnv1a('a')).toBe('e40c292c')
  expect(fnv1a('foobar')).toBe('bf9cf968')
})
