import { describe, expect, it } from 'vitest'
import { type Circumstances, judge, pingDue } from './liveness'

const quiet = (silence: number, change: Partial<Circumstances> = {}): string =>
  judge({ silence, hidden: false, realtime: false, online: true, rtt: 30, quality: 'good', ...change })

describe('a silent link', () => {
  it('CON-6 of a turn-based game is shaky after 2.5 s and dead after 5 s', () => {
    expect(quiet(2_500)).toBe('good')
    expect(quiet(2_501)).toBe('shaky')
    expect(quiet(5_000)).toBe('shaky')
    expect(quiet(5_001)).toBe('dead')
  })

  it('CON-6 of a realtime game is shaky after 1.2 s and dead after 2.5 s', () => {
    expect(quiet(1_200, { realtime: true })).toBe('good')
    expect(quiet(1_201, { realtime: true })).toBe('shaky')
    expect(quiet(2_501, { realtime: true })).toBe('dead')
  })

  it('of a hidden page has 30 s, and no quality to show', () => {
    expect(quiet(30_000, { hidden: true, realtime: true, rtt: 900 })).toBe('good')
    expect(quiet(30_001, { hidden: true })).toBe('dead')
  })

  it('is shaky at once when the browser says that it is offline, and not given up', () => {
    expect(quiet(0, { online: false })).toBe('shaky')
    expect(quiet(2_000, { online: false })).toBe('shaky')
  })

  it('is shaky when slow, and does not flicker around the limit', () => {
    expect(quiet(0, { rtt: 251 })).toBe('shaky')
    expect(quiet(0, { rtt: 230 })).toBe('good')
    expect(quiet(0, { rtt: 230, quality: 'shaky' })).toBe('shaky')
    expect(quiet(0, { rtt: 199, quality: 'shaky' })).toBe('good')
  })
})

describe('a ping', () => {
  it('is due every second while the server is quiet, every three while it talks, every ten in a hidden tab', () => {
    expect(pingDue(1_000, 999, false)).toBe(false)
    expect(pingDue(1_000, 1_000, false)).toBe(true)
    expect(pingDue(10, 2_999, false)).toBe(false)
    expect(pingDue(10, 3_000, false)).toBe(true)
    expect(pingDue(9_000, 9_999, true)).toBe(false)
    expect(pingDue(9_000, 10_000, true)).toBe(true)
  })
})
