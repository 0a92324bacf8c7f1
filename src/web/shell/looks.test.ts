import { expect, it } from 'vitest'
import { looksAt } from './looks'

const member = (id: string, look: number, seat: number | null) => ({ id, look, seat })

it('keeps what everybody chose where all differ', () => {
  const looks = looksAt([member('a', 3, 1), member('b', 5, 0)])
  expect([looks.get('a'), looks.get('b')]).toEqual([3, 5])
})

it('gives the higher seat the next free look where two chose the same', () => {
  const looks = looksAt([member('a', 7, 1), member('b', 7, 0), member('c', 0, 2)])
  expect([looks.get('b'), looks.get('a'), looks.get('c')]).toEqual([7, 0, 1])
})

it('gives gold to who chose it, and to nobody else while another is free', () => {
  const chosen = looksAt([member('a', 5, 0), member('b', 5, 1), member('c', 4, 2), member('d', 4, 3)])
  expect([...chosen.values()]).toEqual([5, 6, 4, 7])

  const crowd = looksAt(Array.from({ length: 8 }, (_, n) => member(`p${n}`, 4, n)))
  expect(crowd.get('p7')).toBe(5)
})

it('leaves alone who has no seat', () => {
  expect(looksAt([member('a', 2, 0), member('b', 2, null)]).get('b')).toBeUndefined()
})

it('tells eight apart, and repeats only for a ninth', () => {
  const looks = looksAt(Array.from({ length: 9 }, (_, n) => member(`p${n}`, 4, n)))
  expect(new Set(looks.values()).size).toBe(8)
  expect(looks.size).toBe(9)
})

it('takes nonsense for the first look', () => {
  expect(looksAt([member('a', Number.NaN, 0), member('b', -1, 1)]).get('b')).toBe(7)
})
