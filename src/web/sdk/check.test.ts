import { describe, expect, it } from 'vitest'
import { faultOf } from './check'

const move = (args: unknown[], name = 'place'): string | undefined => faultOf({ room: 'KITE7', n: 1, move: name, args })

/** Arrays inside arrays. */
function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)]
}

describe('a move is checked before it is sent', () => {
  it('MOV-7 what the server reads is sent', () => {
    expect(move([4, 'a', '🎲', null, true, { x: [0.5, -3] }, Number.MAX_SAFE_INTEGER, 1e300])).toBeUndefined()
    expect(move([nested(16)])).toBeUndefined()
    expect(move(['a'.repeat(7_900)])).toBeUndefined()
  })

  it.each([
    ['not finite', [Number.NaN]],
    ['infinite', [{ x: Number.POSITIVE_INFINITY }]],
    ['an integer no double holds', [2 ** 53]],
    ['half a character', ['\ud83d']],
    ['half a character in a key', [{ '\ud83d': 1 }]],
    ['a bigint', [1n]],
    ['a function', [() => 1]],
    ['too deep', [nested(17)]],
    ['too long', ['a'.repeat(8_192)]],
    ['too long in UTF-8', ['ä'.repeat(4_096)]],
  ])('MOV-7 %s is refused with a sentence', (_, args) => {
    expect(move(args)).toMatch(/\.$|-?\d/)
  })

  it('MOV-7 a circle is too deep', () => {
    const circle: unknown[] = []
    circle.push(circle)

    expect(move([circle])).toMatch(/deep/)
  })

  it('MOV-7 a move needs a name', () => {
    expect(move([], '')).toMatch(/name/)
    expect(move([], 'a b')).toMatch(/name/)
  })
})
