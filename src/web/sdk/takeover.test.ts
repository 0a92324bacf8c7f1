import { describe, expect, it } from 'vitest'
import { FakeEnv } from './testing/fakeEnv'
import { event, type FakeServer } from './testing/fakeServer'
import { Player } from './testing/player'

/** Welcomes only who takes over: another tab of this player lives. */
function occupied(server: FakeServer): void {
  server.answers.Hello = (hello: never) =>
    (hello as { takeOver?: boolean }).takeOver ? server.welcome(hello) : { ok: false, reason: 'playing_elsewhere' }
}

describe('two tabs', () => {
  it('CON-2 a fresh tab does not take over; it is told, and dials nothing until its person says so', async () => {
    const ann = new Player()
    ann.env.local.set('gameserver http://game.test/hub token', 'token-ann')
    occupied(ann.server)
    await ann.started()

    expect(ann.server.line.hello).not.toHaveProperty('takeOver')
    expect(ann.client.link).toEqual({ state: 'ended', reason: 'playing_elsewhere' })
    expect(ann.noticed('playing_elsewhere')).toHaveLength(1)
    ann.env.signal('wake')
    ann.client.retryNow()
    await ann.env.pass(60_000)
    expect(ann.server.lines).toHaveLength(1)

    ann.client.takeOver()
    await ann.env.pass(0)

    expect(ann.server.line.hello.takeOver).toBe(true)
    expect(ann.client.link.state).toBe('live')
  })

  it('CON-2 a reload takes over without asking', async () => {
    const before = await new Player().started()
    occupied(before.server)

    const after = before.reloaded()
    after.client.start()
    await after.env.pass(100)

    expect(after.server.line.hello).toMatchObject({ token: 'token-ann', takeOver: true })
    expect(after.client.link.state).toBe('live')
  })

  it('CON-2 MOV-5 a superseded tab dials nothing, drops its moves and says so', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.answers.Send = () => new Promise(() => {})
    const ack = room.send('place', [4])

    ann.server.line.write({ kind: 'closed', reason: 'superseded' })
    for (const signal of ['online', 'wake', 'hidden', 'shown'] as const) ann.env.signal(signal)
    await ann.env.pass(30_000)

    expect(ann.server.lines).toHaveLength(1)
    expect(ann.server.line.closedByClient).toBe(true)
    expect(ann.client.link).toEqual({ state: 'ended', reason: 'superseded' })
    expect(ann.noticed('superseded')).toHaveLength(1)
    expect(await ack).toEqual({ ok: false, n: 1, reason: 'superseded' })
    expect(ann.noticed('moveDropped')).toEqual([
      { kind: 'moveDropped', room: 'KITE7', n: 1, move: 'place', args: [4], reason: 'superseded' },
    ])
    expect(await room.send('place', [5]), 'nothing waits behind another tab').toMatchObject({ ok: false, n: 0 })
  })

  it('CON-2 MOV-5 a page that a late dial of its own replaced dials again and keeps its moves', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.answers.Send = () => new Promise(() => {})
    void room.send('place', [4])

    ann.server.line.write({ kind: 'closed', reason: 'replaced' })
    await ann.env.pass(5_000)

    expect(ann.server.lines.length).toBeGreaterThan(1)
    expect(ann.client.link.state).toBe('live')
    expect(ann.noticed('superseded')).toEqual([])
    expect(ann.noticed('moveDropped')).toEqual([])
  })

  it('CON-2 "Play here" in the superseded tab comes back with its cursors', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.line.events('KITE7', 11, event('placed'))
    ann.server.line.write({ kind: 'closed', reason: 'superseded' })
    await ann.env.pass(1_000)

    ann.client.takeOver()
    await ann.env.pass(0)

    expect(ann.server.line.hello).toMatchObject({ takeOver: true, join: [{ room: 'KITE7', cursor: { seq: 11 } }] })
    expect(room.live).toBe(true)
  })

  it('CON-2 I10 nothing of the older connection is delivered after it was left', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    await ann.env.pass(2_000)
    const older = ann.server.line
    older.cut()
    await ann.env.pass(0)

    older.writeLate({ kind: 'events', room: 'KITE7', epoch: 'epoch-1', first: 11, entries: [event('placed')] })
    older.writeLate({ kind: 'closed', reason: 'superseded' })

    expect(room.seq).toBe(10)
    expect(ann.client.link.state).toBe('live')
  })

  it('MOV-5 a duplicated tab asks, and sends none of the original\'s moves', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.answers.Send = () => new Promise(() => {})
    void room.send('place', [4])
    occupied(ann.server)

    const { copy, env } = duplicate(ann)
    copy.client.start()
    await env.pass(100)

    expect(copy.client.link).toEqual({ state: 'ended', reason: 'playing_elsewhere' })
    expect(env.session.get('gameserver http://game.test/hub moves')).toBeUndefined()
    expect(room.pending).toHaveLength(1)
  })

  it('CON-2 MOV-5 one that was frozen while it was duplicated gives way to its copy, instead of throwing it out without end', async () => {
    const ann = await new Player().started()
    await ann.client.join('KITE7')
    const { line } = ann.server
    ann.env.browser.frozen.add(ann.env)
    const { copy, env } = duplicate(ann)
    copy.client.start()
    await env.pass(100)
    expect(copy.client.link.state).toBe('live')
    const dialled = ann.server.lines.length

    ann.env.browser.frozen.clear()
    line.write({ kind: 'closed', reason: 'replaced' })
    await ann.env.pass(60_000)

    expect(ann.client.link).toEqual({ state: 'ended', reason: 'superseded' })
    expect(ann.server.lines.slice(dialled).flatMap(l => l.requests('Hello')), 'it took nobody over').toEqual([])
    expect(copy.client.link.state).toBe('live')
  })

  it('CON-2 that met the server for the first time at once stay two players, also after a reload', async () => {
    const ann = new Player()
    const bob = new Player({ server: ann.server, env: new FakeEnv(ann.server.dial, ann.env.browser) })
    let players = 0
    ann.server.answers.Hello = (hello: never) => {
      const token = (hello as { token?: string }).token ?? `token-${++players}`
      return ann.server.welcome(hello, { token, playerId: `p-${token}` })
    }
    ann.client.start()
    bob.client.start()
    await ann.env.pass(2_000)
    const [first] = ann.server.lines

    first!.cut()
    await ann.env.pass(0)
    const again = ann.reloaded()
    await again.started()
    await again.env.pass(100)

    expect(ann.server.lines.map(l => l.hello.token)).toEqual([undefined, undefined, 'token-1', 'token-1'])
    expect(bob.client.player.id).toBe('p-token-2')
  })

  it('CON-2 one stays its player when the browser forgets everything', async () => {
    const ann = await new Player().started()
    await ann.env.pass(2_000)
    for (const store of [ann.env.local, ann.env.session]) store.remove('gameserver http://game.test/hub token')

    ann.server.line.cut()
    await ann.env.pass(0)

    expect(ann.server.line.hello.token).toBe('token-ann')
  })
})

/** The tab again, with a copy of its session storage. */
function duplicate(ann: Player): { copy: Player; env: FakeEnv } {
  const env = new FakeEnv(ann.server.dial, ann.env.browser)
  env.nextRandom = () => 0.9
  for (const key of ['tab', 'moves', 'token']) {
    const value = ann.env.session.get(`gameserver http://game.test/hub ${key}`)
    if (value !== undefined) env.session.set(`gameserver http://game.test/hub ${key}`, value)
  }
  return { copy: new Player({ server: ann.server, env }), env }
}
