import { describe, expect, it } from 'vitest'
import { RETRY, retryDelay } from './retry'

describe('retries', () => {
  it('CON-6 begin at once and slow down to a ceiling', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 50].map(attempt => retryDelay(attempt, false, 0.5))

    expect(delays).toEqual([0, 200, 500, 1_000, 2_000, 3_000, 3_000, 3_000])
  })

  it('CON-6 spread by 30 % to either side', () => {
    expect(retryDelay(6, false, 0)).toBe(2_100)
    expect(retryDelay(6, false, 1)).toBe(3_900)
  })

  it('slow down further in a hidden tab', () => {
    const delays = [5, 6, 7, 8, 9, 10, 11, 12, 60].map(attempt => retryDelay(attempt, true, 0.5))

    expect(delays).toEqual([2_000, 3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000, RETRY.hiddenCeilingMs])
  })
})
