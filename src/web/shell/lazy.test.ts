import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Link } from '../sdk'
import { insist } from './lazy'
import { bannerLine, link } from './session'

vi.mock('./speaker', () => ({ speaker: {} }))

const LIVE: Link = { state: 'live', quality: 'good' }
const AWAY: Link = { state: 'connecting', try: 1 }

/** Code behind a network that is down at first. */
function code() {
  const network = { isUp: false, asked: 0 }
  const load = async () => {
    network.asked++
    if (!network.isUp) throw new TypeError('Failed to fetch dynamically imported module')
    return 'here'
  }
  return { network, load }
}

/** Lets everything run that waits for no timer. */
const settle = () => vi.advanceTimersByTimeAsync(0)

describe('code that has to come', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    link.value = AWAY
  })
  afterEach(() => vi.useRealTimers())

  it('is asked for again after a second, and nothing is said', async () => {
    const { network, load } = code()
    const fetched = insist(load)
    await vi.advanceTimersByTimeAsync(999)
    expect(network.asked).toBe(1)
    expect(bannerLine.value).toBeNull()

    network.isUp = true
    await vi.advanceTimersByTimeAsync(1)

    expect(await fetched).toBe('here')
    expect(bannerLine.value).toBeNull()
  })

  it('is asked for again as soon as the link comes alive', async () => {
    const { network, load } = code()
    const fetched = insist(load)
    await settle()

    network.isUp = true
    link.value = LIVE
    await settle()

    expect(network.asked).toBe(2)
    expect(await fetched).toBe('here')
  })

  it('is said to be missing from its second failure until it is here, whatever the link does', async () => {
    const { network, load } = code()
    const fetched = insist(load)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(bannerLine.value).toMatchObject({ id: 'missing', action: 'reload' })

    link.value = LIVE
    await settle()
    link.value = { state: 'live', quality: 'shaky' }
    await settle()
    expect(network.asked).toBe(3)
    expect(bannerLine.value?.id).toBe('missing')

    network.isUp = true
    link.value = AWAY
    link.value = LIVE
    expect(await fetched).toBe('here')
    expect(bannerLine.value).toBeNull()
  })

  it('is asked for at once when the link came alive during a try that failed', async () => {
    let fail = () => {}
    const load = vi.fn<() => Promise<string>>()
    load.mockImplementationOnce(() => new Promise((_, reject) => (fail = () => reject(new Error('too early')))))
    load.mockResolvedValue('here')
    const fetched = insist(load)
    await settle()

    link.value = LIVE
    fail()
    await settle()

    expect(load).toHaveBeenCalledTimes(2)
    expect(await fetched).toBe('here')
  })
})
