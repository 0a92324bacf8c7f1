import { describe, expect, it } from 'vitest'
import { LIVENESS } from './liveness'
import { RETRY } from './retry'
import { Bench } from './testing/bench'

describe('a link that is lost', () => {
  it('CON-6 is dialled at once, then after 200, 500, 1000, 2000, 3000, 3000 ms', async () => {
    const bench = await new Bench().live()

    bench.machine.lost()
    expect(bench.dials).toEqual([bench.env.now()])

    expect(await bench.gaps(6)).toEqual([200, 500, 1_000, 2_000, 3_000, 3_000])
    expect(bench.machine.drops).toBe(1)
  })

  it('that lived less than a second goes on with the series', async () => {
    const bench = await new Bench().live()
    bench.machine.lost()
    bench.machine.welcomed()
    await bench.env.pass(100)

    bench.machine.lost()

    expect(bench.machine.link).toMatchObject({ state: 'waiting', try: 2 })
  })

  it('CON-6 a dial without welcome after 4 s has failed', async () => {
    const bench = new Bench()
    bench.machine.start()
    bench.machine.opened()

    await bench.env.pass(RETRY.dialMs - 1)
    expect(bench.machine.link.state).toBe('connecting')
    await bench.env.pass(1)

    expect(bench.machine.link).toEqual({ state: 'waiting', try: 2, retryAt: bench.env.wall() + 200, why: undefined })
    expect(bench.hangUps).toBe(2)
  })

  it('knows how long it was away, by the clock that moved further', async () => {
    const bench = await new Bench().live()
    bench.machine.heard()
    await bench.env.pass(1_000)
    bench.machine.lost()
    bench.env.sleep(60_000)

    bench.machine.welcomed()

    expect(bench.machine.awayMs).toBe(61_000)
  })
})

describe('the server says when', () => {
  it('CON-6 its hint overrides the series, spread to the later side, and signals do not hurry it', async () => {
    const bench = await new Bench().live()
    bench.env.nextRandom = () => 1

    bench.machine.lost({ retryAfterMs: 10_000, why: 'draining' })
    bench.env.signal('wake')
    bench.env.signal('online')
    await bench.env.pass(12_999)
    expect(bench.dials).toEqual([])
    await bench.env.pass(1)

    expect(bench.dials).toHaveLength(1)
  })

  it('but a person may', async () => {
    const bench = await new Bench().live()
    bench.machine.lost({ retryAfterMs: 10_000, why: 'draining' })

    bench.machine.start()

    expect(bench.dials).toHaveLength(1)
  })
})

describe('signals of the browser', () => {
  it.each(['online', 'shown', 'wake'] as const)('CON-6 %s dials at once while waiting', async signal => {
    const bench = await new Bench().live()
    bench.machine.lost()
    bench.machine.failed()
    bench.machine.failed()
    bench.machine.failed()
    expect(bench.machine.link).toMatchObject({ state: 'waiting' })
    bench.dials.length = 0

    bench.env.signal(signal)

    expect(bench.dials).toEqual([bench.env.now()])
  })

  it.each(['shown', 'wake', 'online'] as const)('CON-6 %s gives a live link half a second to answer, and dials in the same moment', async signal => {
    const bench = await new Bench().live()

    bench.env.signal(signal)
    expect(bench.pings).toBeGreaterThan(0)
    await bench.env.pass(LIVENESS.probeMs - 1)
    expect(bench.dials).toEqual([])
    await bench.env.pass(1)

    expect(bench.dials).toHaveLength(1)
  })

  it('CON-6 a slow link has three of its round trips', async () => {
    const bench = await new Bench().live()
    bench.roundTrip = 300

    bench.env.signal('wake')
    await bench.env.pass(899)
    expect(bench.dials).toEqual([])
    await bench.env.pass(1)

    expect(bench.dials).toHaveLength(1)
  })

  it('CON-6 of a computer that woke, the link is asked once: the tick that finds out does not begin anew', async () => {
    const bench = await new Bench().live()

    bench.env.sleep(30 * 60_000)
    bench.env.signal('shown')
    await bench.env.pass(LIVENESS.probeMs)

    expect(bench.dials).toHaveLength(1)
  })

  it('a link that was asked and then lost is not lost again when the next one lives', async () => {
    const bench = await new Bench().live()

    bench.env.signal('wake')
    bench.machine.lost()
    bench.machine.welcomed()
    await bench.env.pass(LIVENESS.probeMs)

    expect(bench.machine.drops).toBe(1)
  })

  it('a link that answers the probe stays', async () => {
    const bench = await new Bench().live()

    bench.env.signal('wake')
    await bench.env.pass(300)
    bench.machine.heard()
    await bench.talk(5_000)

    expect(bench.dials).toEqual([])
  })

  it('offline is shaky at once, and a dip of 2 s keeps the socket', async () => {
    const bench = await new Bench().live()

    bench.env.signal('offline')
    expect(bench.machine.link).toEqual({ state: 'live', quality: 'shaky' })
    expect(bench.machine.online).toBe(false)
    await bench.env.pass(2_000)
    bench.machine.heard()
    bench.env.signal('online')
    bench.machine.heard()
    await bench.talk(3_000)

    expect(bench.dials).toEqual([])
    expect(bench.machine.link).toEqual({ state: 'live', quality: 'good' })
  })
})

describe('silence', () => {
  it('CON-6 makes a turn-based link shaky after 2.5 s and dials anew after 5 s', async () => {
    const bench = await new Bench().live()

    await bench.env.pass(2_400)
    expect(bench.machine.link).toEqual({ state: 'live', quality: 'good' })
    await bench.env.pass(400)
    expect(bench.machine.link).toEqual({ state: 'live', quality: 'shaky' })
    expect(bench.pings).toBeGreaterThanOrEqual(2)
    await bench.env.pass(2_500)

    expect(bench.dials).toHaveLength(1)
  })

  it('CON-6 ends a realtime link after 2.5 s', async () => {
    const bench = await new Bench().live()
    bench.machine.frame()

    await bench.env.pass(2_800)

    expect(bench.dials).toHaveLength(1)
  })

  it('in a hidden tab is borne for 30 s', async () => {
    const bench = await new Bench().live()
    bench.env.signal('hidden')
    bench.dials.length = 0

    await bench.env.pass(29_000)
    expect(bench.dials).toEqual([])
    await bench.env.pass(1_500)

    expect(bench.dials).toHaveLength(1)
  })

  it('CON-6 of a computer that slept proves nothing: the link is asked, and has its time', async () => {
    const bench = await new Bench().live()

    bench.env.sleep(30 * 60_000)
    await bench.env.pass(250)
    expect(bench.naps).toBe(1)
    expect(bench.dials).toEqual([])
    await bench.env.pass(300)
    bench.machine.heard()
    await bench.talk(3_000)
    expect(bench.dials, 'it answered').toEqual([])

    bench.env.sleep(30 * 60_000)
    await bench.env.pass(1_500)
    expect(bench.dials, 'it did not answer').toHaveLength(1)
  })

  it('of a page whose timers stood still is asked about too', async () => {
    const bench = await new Bench().live()

    bench.env.sleep(60_000, { steady: 60_000 })
    await bench.env.pass(0)
    expect(bench.dials).toEqual([])
    await bench.env.pass(1_500)

    expect(bench.dials).toHaveLength(1)
    expect(bench.naps).toBe(0)
  })
})

describe('why it waits', () => {
  it('a server that answers HTTP but no WebSocket twice is blocked', async () => {
    const bench = new Bench()
    bench.env.probed = { status: 404 }
    bench.machine.start()

    bench.machine.failed()
    await bench.env.pass(0)
    expect(bench.machine.link).toMatchObject({ state: 'waiting', why: undefined })
    await bench.env.pass(200)
    bench.machine.failed()
    await bench.env.pass(0)

    expect(bench.machine.link).toMatchObject({ state: 'waiting', why: 'blocked' })
  })

  it('FLT-5 a full server is busy, and is not dialled before it said', async () => {
    const bench = new Bench()
    bench.env.probed = { status: 503, retryAfterMs: 20_000 }
    bench.machine.start()
    bench.machine.failed()
    await bench.env.pass(200)
    bench.machine.failed()
    await bench.env.pass(0)
    bench.dials.length = 0

    expect(bench.machine.link).toMatchObject({ state: 'waiting', why: 'busy' })
    await bench.env.pass(19_999)
    expect(bench.dials).toEqual([])
    await bench.env.pass(3_500)

    expect(bench.dials).toHaveLength(1)
  })

  it.each([
    ['cannot be reached at all', undefined],
    ['is down behind its proxy', { status: 502 }],
  ])('a server that %s gets no reason', async (_, answer) => {
    const bench = new Bench()
    bench.env.probed = answer
    bench.machine.start()
    bench.machine.failed()
    await bench.env.pass(200)
    bench.machine.failed()
    await bench.env.pass(0)

    expect(bench.machine.link).toMatchObject({ state: 'waiting', why: undefined })
  })
})

describe('an end', () => {
  it('CON-2 dials nothing, whatever the browser signals', async () => {
    const bench = await new Bench().live()

    bench.machine.end('superseded')
    for (const signal of ['offline', 'online', 'hidden', 'shown', 'wake'] as const) bench.env.signal(signal)
    bench.machine.lost()
    bench.machine.failed()
    await bench.env.pass(120_000)

    expect(bench.dials).toEqual([])
    expect(bench.machine.link).toEqual({ state: 'ended', reason: 'superseded' })
  })
})
