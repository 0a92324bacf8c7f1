import { describe, expect, it } from 'vitest'
import { connect } from './client'
import { Refused } from './protocol'
import { FakeEnv } from './testing/fakeEnv'
import { event, FakeServer } from './testing/fakeServer'
import { Player } from './testing/player'

describe('Hello is refused', () => {
  it('CON-7 an old version is told once and dials no more', async () => {
    const ann = new Player()
    ann.server.answers.Hello = () => ({ ok: false, reason: 'upgrade_required' })
    await ann.started()
    await ann.env.pass(60_000)

    expect(ann.client.link).toEqual({ state: 'ended', reason: 'upgrade_required' })
    expect(ann.server.lines).toHaveLength(1)
  })

  it('SNP-2 denied: it drops the token, says Hello without one on the same connection, with its cursors', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.answers.Send = () => new Promise(() => {})
    const ack = room.send('place', [4])
    await ann.env.pass(2_000)
    ann.server.epoch = 'epoch-2'
    ann.server.answers.Hello = (hello: never) =>
      (hello as { token?: string }).token
        ? { ok: false, reason: 'denied' }
        : ann.server.welcome(hello, {
            playerId: 'p-new',
            token: 'token-new',
            joined: [
              ann.server.joined('KITE7', { snapshot: { seq: 3, state: { state: {} }, reason: 'epoch' }, head: 3 }),
            ],
          })

    ann.server.line.cut()
    await ann.env.pass(0)

    const [first, second] = ann.server.line.requests('Hello')
    expect(ann.server.lines).toHaveLength(2)
    expect(first).toMatchObject({ token: 'token-ann' })
    expect(second).not.toHaveProperty('token')
    expect(second).not.toHaveProperty('takeOver')
    expect(second).toMatchObject({ join: [{ room: 'KITE7', cursor: { epoch: 'epoch-1', seq: 10 } }] })
    expect(ann.client.player.id).toBe('p-new')
    expect(await ack).toMatchObject({ ok: false, reason: 'denied' })
    expect(ann.notices.map(n => n.kind)).toEqual(['moveDropped', 'denied', 'historyLost'])
    expect(room.seq).toBe(3)
    await ann.env.pass(2_000)
    ann.server.line.cut()
    await ann.env.pass(0)
    expect(ann.server.line.hello.token).toBe('token-new')
  })

  it.each([
    ['draining', 'draining'],
    ['rate_limited', 'busy'],
  ])('FLT-5 %s: it comes back when the server said', async (reason, why) => {
    const ann = new Player()
    ann.server.answers.Hello = () => ({ ok: false, reason, retryAfterMs: 4_000 })
    await ann.started()

    expect(ann.client.link).toMatchObject({ state: 'waiting', why })
    await ann.env.pass(3_999)
    expect(ann.server.lines).toHaveLength(1)
    await ann.env.pass(2_000)

    expect(ann.server.lines).toHaveLength(2)
  })

  it('connect() rejects when the player plays elsewhere', async () => {
    const server = new FakeServer()
    server.answers.Hello = () => ({ ok: false, reason: 'playing_elsewhere' })

    const error = await connect({ url: 'http://game.test/hub', env: new FakeEnv(server.dial) }).catch((e: unknown) => e)

    expect(error).toBeInstanceOf(Refused)
    expect(error).toMatchObject({ reason: 'playing_elsewhere' })
  })
})

describe('a join is refused', () => {
  it('with its reason, its sentence and its time', async () => {
    const ann = await new Player().started()
    ann.server.answers.Join = () => ({ ok: false, reason: 'full', text: 'The table is full.', retryAfterMs: 5 })

    const error = await ann.client.join('KITE7').catch((e: unknown) => e)

    expect(error).toMatchObject({ reason: 'full', text: 'The table is full.', retryAfterMs: 5 })
    expect(ann.client.rooms.size).toBe(0)
  })

  it('also when it travelled in Hello, and the welcome holds', async () => {
    const ann = new Player()
    ann.server.answers.Hello = (hello: never) =>
      ann.server.welcome(hello, { joined: [{ ok: false, reason: 'not_found' }, ann.server.joined('DUCK3')] })
    const lost = ann.client.join('KITE7').catch((e: unknown) => e)
    const found = ann.client.join('DUCK3')
    await ann.started()

    expect(await lost).toMatchObject({ reason: 'not_found' })
    expect((await found).live).toBe(true)
  })

  it('a room that cannot be resumed is over, and says why', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    const over: string[] = []
    room.onLeft(reason => over.push(reason))
    await ann.env.pass(2_000)
    ann.server.answers.Hello = (hello: never) =>
      ann.server.welcome(hello, { joined: [{ ok: false, reason: 'ended' }] })

    ann.server.line.cut()
    await ann.env.pass(0)

    expect(over).toEqual(['ended'])
    expect(ann.noticed('left')).toEqual([{ kind: 'left', room: 'KITE7', reason: 'ended' }])
    expect(await room.send('place', [1])).toMatchObject({ ok: false, reason: 'not_member' })
  })

  it('a room that does not answer in time is asked for again', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    await ann.env.pass(2_000)
    ann.server.answers.Hello = (hello: never) =>
      ann.server.welcome(hello, { joined: [{ ok: false, reason: 'unavailable', retryAfterMs: 700 }] })
    ann.server.line.cut()
    await ann.env.pass(0)
    expect(room.live).toBe(false)

    ann.server.answers.Join = () => ann.server.joined('KITE7', { resume: 'replay', head: 10, snapshot: undefined })
    await ann.env.pass(700)

    expect(ann.server.line.requests('Join')).toEqual([{ room: 'KITE7', cursor: { epoch: 'epoch-1', seq: 10 }, spectate: false }])
    expect(room.live).toBe(true)
  })
})

describe('a connection that is taken over while it is welcomed', () => {
  it('CON-2 DLV-1 loses neither its rooms nor its own one: the next connection resumes them', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    const { personal } = ann.client
    await ann.env.pass(2_000)
    const refused = { ok: false as const, reason: 'superseded' }
    ann.server.answers.Hello = (hello: never) => ann.server.welcome(hello, { personal: refused, joined: [refused, refused] })
    const wanted = ann.client.join('DUCK3')
    ann.server.line.cut()
    const joined = ann.client.join('LARK4')
    await ann.env.pass(0)

    delete ann.server.answers.Hello
    ann.server.line.write({ kind: 'closed', reason: 'replaced' })
    await ann.env.pass(5_000)

    expect([room.live, (await wanted).live, (await joined).live, personal?.live]).toEqual([true, true, true, true])
    expect(ann.client.personal).toBe(personal)
    expect(ann.noticed('left')).toEqual([])
  })
})

describe('a room that answers late', () => {
  const late = { ok: false as const, reason: 'unavailable', retryAfterMs: 500 }

  it('DLV-1 is attached late: what it delivers before its next answer is held, not lost', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    const seen: number[] = []
    room.on('hit', (_, { seq }) => seen.push(seq))
    await ann.env.pass(2_000)
    ann.server.answers.Hello = (hello: never) => ann.server.welcome(hello, { joined: [late] })
    ann.server.answers.Join = () => ann.server.joined('KITE7', { resume: 'replay', head: 12, snapshot: undefined })
    ann.server.line.cut()
    await ann.env.pass(0)

    ann.server.line.events('KITE7', 11, event('hit'), event('hit'))
    expect(seen).toEqual([])
    await ann.env.pass(500)

    expect(seen).toEqual([11, 12])
    expect(room.live).toBe(true)
    ann.server.line.events('DUCK3', 1, event('hit'))
    expect(seen, 'of no room of ours').toEqual([11, 12])
  })

  it('CON-5 and so is one that is joined for the first time, by a reload or an invitation', async () => {
    const ann = new Player()
    ann.server.answers.Hello = (hello: never) => ann.server.welcome(hello, { joined: [late] })
    const joined = ann.client.join('KITE7')
    await ann.started()

    ann.server.line.events('KITE7', 11, event('hit'))
    await ann.env.pass(500)

    expect((await joined).seq).toBe(11)
  })

  it('DLV-1 and so is the own room, which brings what is published for its player', async () => {
    const ann = new Player()
    ann.server.answers.Hello = (hello: never) => ann.server.welcome(hello, { personal: late })
    ann.server.answers.Join = (request: never) =>
      ann.server.joined((request as { room: string }).room, { game: 'personal', seat: null })
    const seen: unknown[] = []
    ann.client.onRoom(room => room.on('invited', data => seen.push(data)))
    await ann.started()

    await ann.env.pass(500)
    ann.server.line.events('p-ann', 11, event('invited', 'KITE7'))

    expect(seen).toEqual(['KITE7'])
  })
})

describe('the server closes', () => {
  it('draining: it waits as long as it was told, and then resumes', async () => {
    const ann = await new Player().started()
    await ann.client.join('KITE7')

    ann.server.line.write({ kind: 'closed', reason: 'draining', retryAfterMs: 3_000 })
    ann.env.signal('wake')
    expect(ann.client.link).toMatchObject({ state: 'waiting', why: 'draining' })
    expect(ann.noticed('draining')).toEqual([{ kind: 'draining', retryAfterMs: 3_000 }])
    await ann.env.pass(2_999)
    expect(ann.server.lines).toHaveLength(1)
    ann.server.run = 'run-2'
    await ann.env.pass(1_000)

    expect(ann.server.line.hello).toMatchObject({ takeOver: true, join: [{ room: 'KITE7' }] })
    expect(ann.noticed('restarted')).toHaveLength(1)
  })

  it('draining with an address: it goes there, and home again when nobody answers there', async () => {
    const ann = await new Player().started()
    await ann.env.pass(2_000)

    ann.server.line.write({ kind: 'closed', reason: 'draining', retryAfterMs: 10, url: 'http://other.test/hub' })
    ann.server.refusesToOpen = true
    await ann.env.pass(2_000)

    const urls = ann.server.lines.map(l => l.url)
    expect(urls.slice(1, 4)).toEqual(['http://other.test/hub', 'http://other.test/hub', 'http://game.test/hub'])
  })

  it.each(['flooding', 'bad_request'] as const)('%s: it stops until somebody says so', async reason => {
    const ann = await new Player().started()

    ann.server.line.write({ kind: 'closed', reason })
    await ann.env.pass(60_000)
    expect(ann.client.link).toEqual({ state: 'ended', reason })
    expect(ann.server.lines).toHaveLength(1)
    ann.client.retryNow()
    await ann.env.pass(0)

    expect(ann.client.link.state).toBe('live')
  })

  it('slow: it resumes', async () => {
    const ann = await new Player().started()
    await ann.env.pass(2_000)

    ann.server.line.write({ kind: 'closed', reason: 'slow' })
    await ann.env.pass(0)

    expect(ann.server.lines).toHaveLength(2)
    expect(ann.noticed('closed')).toEqual([{ kind: 'closed', reason: 'slow', retryAfterMs: undefined }])
  })

  it('kicked: the room is over and the link stays', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.answers.Send = () => new Promise(() => {})
    const ack = room.send('place', [1])

    ann.server.line.write({ kind: 'left', room: 'KITE7', reason: 'kicked' })
    ann.server.line.events('KITE7', 11, event('placed'))

    expect(room.over).toBe('kicked')
    expect(room.seq).toBe(10)
    expect(await ack).toMatchObject({ ok: false, reason: 'left' })
    expect(ann.client.rooms.size).toBe(0)
    expect(ann.client.link.state).toBe('live')
  })
})
