import { describe, expect, it } from 'vitest'
import { Cursor } from './cursor'
import { seeded } from './testing/fakeEnv'

describe('a cursor', () => {
  it('DLV-1 takes exactly the next number', () => {
    const cursor = new Cursor('e', 7)

    expect(cursor.take(8)).toBe('applied')
    expect(cursor.seq).toBe(8)
  })

  it('DLV-1 that has 7 ignores 7', () => {
    const cursor = new Cursor('e', 7)

    expect(cursor.take(7)).toBe('duplicate')
    expect(cursor.seq).toBe(7)
  })

  it('DLV-1 that has 7 does not take 9', () => {
    const cursor = new Cursor('e', 7)

    expect(cursor.take(9)).toBe('gap')
    expect(cursor.seq).toBe(7)
  })

  it('DLV-1 counts a hidden range as taken, and the new part of one that overlaps', () => {
    const cursor = new Cursor('e', 7)

    expect(cursor.take(8, 12)).toBe('applied')
    expect(cursor.take(10, 14)).toBe('applied')
    expect(cursor.take(9, 14)).toBe('duplicate')
    expect(cursor.take(16, 20)).toBe('gap')
    expect(cursor.seq).toBe(14)
  })

  it('DLV-1 takes every number once, in order, whatever is repeated or left out', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed)
      const cursor = new Cursor('e', 0)
      const taken: number[] = []
      for (let step = 0; step < 200; step++) {
        const from = Math.max(1, cursor.seq + Math.floor(random() * 5) - 2)
        const upTo = from + (random() < 0.3 ? Math.floor(random() * 4) : 0)
        const before = cursor.seq
        if (cursor.take(from, upTo) === 'applied') for (let n = before + 1; n <= upTo; n++) taken.push(n)
      }
      expect(taken, `seed ${seed}`).toEqual(Array.from({ length: cursor.seq }, (_, i) => i + 1))
    }
  })
})
