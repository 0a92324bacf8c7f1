import { describe, expect, it } from 'vitest'
import { ServerClock } from './clock'

function clock(): { clock: ServerClock; pass(ms: number): void } {
  let now = 1_000
  return { clock: new ServerClock(() => now, () => now + 50_000), pass: ms => void (now += ms) }
}

describe("the server's clock", () => {
  it('is read from the middle of the shortest round trip', () => {
    const { clock: server, pass } = clock()
    pass(100)
    server.sample(1_000, 900_050)
    pass(1_000)
    // A round trip whose way back was held up: 400 ms, and the server seems 150 ms behind.
    server.sample(1_700, 900_750)

    expect(server.now()).toBe(901_100)
  })

  it("is this computer's before the first answer", () => {
    expect(clock().clock.now()).toBe(51_000)
  })

  it('forgets round trips after a minute', () => {
    const { clock: server, pass } = clock()
    pass(100)
    server.sample(1_000, 900_050)
    pass(60_000)
    expect(server.pings).toEqual([])

    // The server's clock was set; nothing of before counts.
    server.sample(61_000, 5_000_050)
    expect(server.now()).toBe(5_000_100)
  })

  it('FLT-4 a computer that slept starts over', () => {
    const { clock: server, pass } = clock()
    pass(100)
    server.sample(1_000, 900_050)

    server.reset()
    pass(10)
    server.guess(1_100, 2_000_000)

    expect(server.now()).toBe(2_000_005)
    expect(server.rtt).toBeUndefined()
  })

  it('shows a round trip that is not the last one alone', () => {
    const { clock: server, pass } = clock()
    pass(40)
    server.sample(1_000, 0)
    pass(140)
    server.sample(1_040, 0)

    expect(server.rtt).toBeCloseTo(70)
    expect(server.pings.map(p => p.rtt)).toEqual([40, 140])
  })
})
