import { describe, expect, it } from 'vitest'
import { event, Later } from './testing/fakeServer'
import { Player } from './testing/player'

describe('a page that is hidden', () => {
  it('FRM-4 tells the server, gets events, and is asked for a sign of life when shown', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')

    ann.env.signal('hidden')
    ann.server.line.events('KITE7', 11, event('placed'))
    const pings = ann.server.line.requests('Ping').length
    ann.env.signal('shown')
    await ann.env.pass(0)

    expect(ann.server.line.requests('Visible')).toEqual([{ visible: false }, { visible: true }])
    expect(room.seq).toBe(11)
    expect(ann.server.line.requests('Ping').length).toBe(pings + 1)
  })

  it('FRM-4 says so again on a new connection', async () => {
    const ann = await new Player().started()
    ann.env.signal('hidden')
    await ann.env.pass(2_000)

    ann.server.line.cut()
    await ann.env.pass(0)

    expect(ann.server.line.requests('Visible')).toEqual([{ visible: false }])
  })

  it('FRM-4 says it after the welcome, not before', async () => {
    const ann = new Player()
    const welcome = new Later()
    ann.server.answers.Hello = () => welcome
    await ann.started()

    ann.env.signal('hidden')
    expect(ann.server.line.requests('Visible')).toEqual([])
    welcome.answer(ann.server.welcome({ protocol: 1 }))
    await ann.env.pass(0)

    expect(ann.server.line.requests('Visible')).toEqual([{ visible: false }])
  })

  it('SNP-4 what was shown is marked after a reload, what was not is not', async () => {
    const before = await new Player().started()
    await before.client.join('KITE7')
    before.server.line.events('KITE7', 11, event('placed'), event('placed'))
    before.env.signal('hidden')
    before.server.line.events('KITE7', 13, event('placed'))

    const after = before.reloaded()
    after.client.start()
    await after.env.pass(100)
    const room = await after.client.join('KITE7')
    const shown: [number, boolean][] = []
    room.onAny((_, e) => shown.push([e.seq, e.presented]))
    after.server.line.events('KITE7', 11, event('placed'), event('placed'), event('placed'))

    expect(room.presented).toBe(12)
    expect(shown).toEqual([
      [11, true],
      [12, true],
      [13, false],
    ])
  })
})

describe('handlers of the application', () => {
  it('F16 DLV-6 one that throws is reported once, and every event still arrives', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    const seen: number[] = []
    room.on('placed' as never, () => {
      throw new Error('the page is broken')
    })
    room.onAny((_, e) => seen.push(e.seq))

    ann.server.line.events('KITE7', 11, event('placed'), event('moved'), event('moved'))

    expect(seen).toEqual([11, 12, 13])
    expect(ann.env.errors).toEqual([new Error('the page is broken')])
    expect(room.stats.desyncs).toBe(0)
  })

  it('F16 DLV-6 one that leaves and joins again gets nothing of before', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    const seen: string[] = []
    room.onAny((_, e) => {
      seen.push(`old ${e.seq}`)
      void room.leave()
      void ann.client.join('KITE7').then(again => again.onAny((_data, info) => seen.push(`new ${info.seq}`)))
    })

    ann.server.line.events('KITE7', 11, event('placed'), event('placed'))
    await ann.env.pass(0)
    ann.server.line.events('KITE7', 11, event('placed'))

    expect(seen).toEqual(['old 11', 'new 11'])
  })

  it('F16 one that takes over in the middle of a welcome gets the rooms on the new connection alone', async () => {
    const ann = await new Player().started()
    const kite = await ann.client.join('KITE7')
    const duck = await ann.client.join('DUCK3')
    await ann.env.pass(2_000)
    let once = false
    kite.onState(() => {
      if (once) return
      once = true
      ann.client.takeOver()
    })

    ann.server.line.cut()
    await ann.env.pass(0)

    expect(ann.server.lines).toHaveLength(3)
    expect(ann.client.link.state).toBe('live')
    expect([kite.live, duck.live]).toEqual([true, true])
    expect(ann.server.line.requests('Join')).toEqual([])
  })

  it('state is told once for a batch', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    let told = 0
    room.onState(() => told++)

    ann.server.line.events('KITE7', 11, ...Array.from({ length: 40 }, () => event('placed')))

    expect(told).toBe(1)
  })
})

describe('what a room shows', () => {
  it('the own seat follows sitting and standing, and losing it while away is said', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    expect(room.seat).toBe(0)

    ann.server.line.events('KITE7', 11, event('seated', { seat: null }, 'p-ann'))
    expect(room.seat).toBeNull()
    ann.server.line.events('KITE7', 12, event('seated', { seat: 1 }, 'p-ann'))
    expect(room.seat).toBe(1)

    await ann.env.pass(2_000)
    ann.server.answers.Hello = (hello: never) =>
      ann.server.welcome(hello, {
        joined: [ann.server.joined('KITE7', { seat: null, resume: 'replay', head: 12, snapshot: undefined })],
      })
    ann.server.line.cut()
    await ann.env.pass(0)

    expect(room.seat).toBeNull()
    expect(ann.noticed('seatLost')).toMatchObject([{ room: 'KITE7' }])
  })

  it('DLV-4 out of step, it asks for the state, and again when the server cannot give it yet', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.answers.Snapshot = () => ({ ok: false, reason: 'rate_limited', retryAfterMs: 900 })

    ann.server.line.events('KITE7', 20, event('placed'))
    await ann.env.pass(899)
    expect(ann.server.line.requests('Snapshot')).toEqual([{ room: 'KITE7' }])
    ann.server.answers.Snapshot = () => ({ ok: true })
    await ann.env.pass(1)
    ann.server.line.write({ kind: 'snapshot', room: 'KITE7', epoch: 'epoch-1', seq: 20, state: { state: { a: 1 } }, reason: 'desync' })

    expect(room.seq).toBe(20)
    expect(room.state).toEqual({ a: 1 })
    expect(room.stats.desyncs).toBe(1)
    expect(ann.notices, 'a bug of ours is no banner').toEqual([])
  })

  it('FRM-2 a frame is handed over when its event is applied, and makes the link a realtime one', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    const ticks: number[] = []
    room.onFrame(f => ticks.push(f.tick))

    ann.server.line.write({ kind: 'frame', room: 'KITE7', tick: 5, basedOn: 11, data: {} })
    expect(ticks).toEqual([])
    ann.server.line.events('KITE7', 11, event('placed'))
    expect(ticks).toEqual([5])
    ann.server.answers.Ping = () => new Promise(() => {})
    await ann.env.pass(2_800)

    expect(ann.server.lines).toHaveLength(2)
  })

  it('the name may change: it is said on a new connection, without a word to the player', async () => {
    const ann = await new Player({ name: 'Ann', look: 1 }).started()
    const room = await ann.client.join('KITE7')

    ann.client.rename('Anna', 2)
    await ann.env.pass(0)

    expect(ann.server.line.hello).toMatchObject({ name: 'Anna', look: 2, takeOver: true })
    expect(room.live).toBe(true)
    expect(ann.notices).toEqual([])
    expect(ann.client.drops).toBe(0)
  })
})
