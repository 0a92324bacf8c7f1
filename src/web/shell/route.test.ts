import { describe, expect, it } from 'vitest'
import { parseRoute, readCode, showCode, tidyCode } from './route'

describe('reading a room code', () => {
  it.each([
    ['KITE7', 'KITE7'],
    [' kite7 ', 'KITE7'],
    ['kite 7abc', 'KITE7ABC'],
    ['KITE-7ABC', 'KITE7ABC'],
    ['https://play.example/r/kite7', 'KITE7'],
    ['Come here: https://play.example/r/KITE7ABC?test#x !', 'KITE7ABC'],
  ])('%j is the room %s', (text, code) => expect(readCode(text)).toBe(code))

  it.each(['', 'KITE', 'KITE77', 'KITE7ABCD', 'https://play.example/', 'https://play.example/r/%E0%A4%A', '<b>ab'])(
    '%j is no code',
    text => expect(readCode(text)).toBeNull(),
  )

  it('keeps only letters and digits while somebody types, at most eight', () => {
    expect(tidyCode('ki-te 7!')).toBe('KITE7')
    expect(tidyCode('abcdefghij')).toBe('ABCDEFGH')
  })

  it('shows a private code in two groups', () => {
    expect(showCode('KITE7ABC')).toBe('KITE 7ABC')
    expect(showCode('KITE7')).toBe('KITE7')
  })
})

describe('reading the address', () => {
  it('knows home, a room and a broken link', () => {
    expect(parseRoute('/')).toEqual({ screen: 'home' })
    expect(parseRoute('/r/kite7')).toEqual({ screen: 'room', code: 'KITE7' })
    expect(parseRoute('/r/KITE7/')).toEqual({ screen: 'room', code: 'KITE7' })
    expect(parseRoute('/r/x')).toEqual({ screen: 'broken' })
    expect(parseRoute('/somewhere')).toEqual({ screen: 'broken' })
  })
})
