import { describe, expect, it } from 'vitest'
import { game, type GameOf } from './games'
import { FakeEnv } from './testing/fakeEnv'
import { event, FakeServer } from './testing/fakeServer'
import { Player } from './testing/player'

type TicTacToe = GameOf<{
  state: { cells: (number | null)[] }
  mine: Record<string, never>
  events: { placed: { seat: number; cell: number } }
  moves: { place(cell: number): void }
  input: never
}>
const ticTacToe = game<TicTacToe>('tictactoe')

describe('moves of a room', () => {
  it('MOV-2 a move resolves with the ack, and what it did is in the state', async () => {
    const ann = await new Player().started()
    ann.server.answers.Send = (request: never, line) => {
      const { n } = request as { n: number }
      line.events('KITE7', 11, event('placed', { seat: 0, cell: 4 }, 'p-ann'), event('patch', { changes: [['cells', 1, 0]] }))
      return { n, ok: true, seq: 12 }
    }
    const room = await ann.client.join(ticTacToe, 'KITE7')
    const cells: number[] = []
    room.on('placed', e => cells.push(e.cell))

    const ack = await room.move.place(4)

    expect(ack).toMatchObject({ ok: true, n: 1, seq: 12 })
    expect(cells).toEqual([4])
    expect(room.state.cells).toEqual([null, 0])
    expect(ann.server.line.requests('Send')).toEqual([{ room: 'KITE7', n: 1, move: 'place', args: [4] }])
  })

  it('MOV-5 F20 a reload sends the same number again, and its refusal is said though nobody waits for it', async () => {
    const before = await new Player().started()
    before.server.answers.Send = () => new Promise(() => {})
    const room = await before.client.join('KITE7')
    void room.send('place', [4])
    expect(room.pending).toEqual([{ n: 1, move: 'place', args: [4] }])

    const after = before.reloaded()
    after.server.answers.Send = (request: never) => ({
      n: (request as { n: number }).n,
      ok: false,
      reason: 'refused',
      text: 'cell is taken',
    })
    const joining = after.client.join('KITE7')
    after.client.start()
    await after.env.pass(100)
    const again = await joining

    expect(after.server.line.requests('Send')).toEqual([{ room: 'KITE7', n: 1, move: 'place', args: [4] }])
    expect(after.notices).toEqual([
      { kind: 'moveRefused', room: 'KITE7', n: 1, move: 'place', args: [4], reason: 'refused', text: 'cell is taken' },
    ])
    expect(again.pending).toEqual([])
  })

  it('MOV-5 a new epoch empties the box, and says so', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.answers.Send = () => new Promise(() => {})
    const ack = room.send('place', [4])
    await ann.env.pass(2_000)
    ann.server.epoch = 'epoch-2'
    ann.server.answers.Hello = (hello: never) =>
      ann.server.welcome(hello, {
        joined: [
          ann.server.joined('KITE7', { lastMove: 6, snapshot: { seq: 2, state: { state: {} }, reason: 'epoch' }, head: 2 }),
        ],
      })

    ann.server.line.cut()
    await ann.env.pass(0)

    expect(await ack).toEqual({ ok: false, n: 1, reason: 'epoch' })
    expect(ann.notices.map(n => n.kind)).toEqual(['moveDropped', 'historyLost'])
    void room.send('place', [1])
    expect(ann.server.line.requests('Send').at(-1)).toMatchObject({ n: 7 })
  })

  it('MOV-7 what the server cannot read never leaves', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')

    const ack = await room.send('place', ['x'.repeat(9_000)])

    expect(ack).toMatchObject({ ok: false, n: 0, reason: 'bad_args', text: expect.stringMatching(/8192 bytes/) })
    expect(ann.server.line.requests('Send')).toEqual([])
    expect(() => room.input({ x: Number.NaN })).toThrow(TypeError)
  })

  it('MOV-7 while a move is suspected, one at a time is under way in all rooms', async () => {
    const ann = await new Player().started()
    const kite = await ann.client.join('KITE7')
    const duck = await ann.client.join('DUCK3')
    ann.server.answers.Send = () => new Promise(() => {})
    void kite.send('poison')
    void duck.send('place', [1])
    await ann.env.pass(2_000)

    ann.server.line.cut({ byServer: true })
    await ann.env.pass(0)
    expect(ann.server.line.requests('Send')).toHaveLength(1)
    await ann.env.pass(2_000)
    ann.server.line.cut({ byServer: true })
    await ann.env.pass(0)

    expect(ann.noticed('moveDropped')).toMatchObject([{ room: 'KITE7', move: 'poison', reason: 'withdrawn' }])
    expect(ann.server.line.requests('Send')).toMatchObject([{ room: 'DUCK3', move: 'place' }])
  })

  it('leaving drops what is pending, reports it, and a join of the same room waits for it', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    ann.server.answers.Send = () => new Promise(() => {})
    void room.send('place', [1])

    const left = room.leave()
    const again = ann.client.join('KITE7')
    await left

    expect(ann.noticed('moveDropped')).toMatchObject([{ reason: 'left' }])
    expect(ann.noticed('left')).toEqual([])
    expect(await again).not.toBe(room)
    expect(ann.server.line.calls.map(c => c.method).filter(m => m === 'Leave' || m === 'Join')).toEqual(['Join', 'Leave', 'Join'])
  })

  it('leaving while the connection is away is leaving, though the next one did not resume there', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')
    await ann.env.pass(2_000)
    let isMember = true
    let isIn = false
    ann.server.answers.Hello = (hello: never) =>
      ann.server.welcome(hello, { seats: [{ room: 'KITE7', game: 'tictactoe', seat: 0 }] })
    ann.server.answers.Join = () => ((isIn = true), ann.server.joined('KITE7'))
    ann.server.answers.Leave = () => {
      if (!isIn) return { ok: false, reason: 'not_member' }
      isMember = false
      return { ok: true }
    }
    ann.server.refusesToOpen = true
    ann.server.line.cut()
    const left = room.leave()
    ann.server.refusesToOpen = false
    await ann.env.pass(60_000)
    await left

    expect(isMember).toBe(false)
    expect(ann.client.rooms.size).toBe(0)
  })

  it('MOV-1 MOV-5 a move that a handler makes of the first state it is shown comes after those a reload left behind', async () => {
    const before = await new Player().started()
    before.server.answers.Send = () => new Promise(() => {})
    before.server.answers.Join = () => before.server.joined('KITE7', { lastMove: 5 })
    void (await before.client.join('KITE7')).send('place', [6])
    await before.env.pass(0)

    const after = before.reloaded()
    const acks: unknown[] = []
    after.client.onRoom(room => {
      if (room.code === 'KITE7') room.onSnapshot(() => void room.send('place', [7]).then(ack => acks.push(ack)))
    })
    after.server.answers.Hello = (hello: never) =>
      after.server.welcome(hello, { joined: [after.server.joined('KITE7', { lastMove: 5 })] })
    after.server.answers.Send = (request: never) => ({ n: (request as { n: number }).n, ok: true })
    const joined = after.client.join('KITE7')
    await after.started()
    await after.env.pass(60)
    await joined

    expect(after.server.line.requests('Send')).toEqual([
      { room: 'KITE7', n: 6, move: 'place', args: [6] },
      { room: 'KITE7', n: 7, move: 'place', args: [7] },
    ])
    expect(acks).toEqual([{ ok: true, n: 7 }])
  })

  it('input is sent while there is a connection, and numbered above what a reload may have sent', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')

    const n = room.input({ x: 1 })
    ann.server.line.cut()
    room.input({ x: 2 })

    expect(ann.server.lines[0]?.requests('Input')).toEqual([{ room: 'KITE7', n, data: { x: 1 } }])
    expect(n).toBeGreaterThan(ann.env.wall() - 60_000)
  })
})

describe('quick play', () => {
  it('a lost answer is looked for among the seats before it is asked again', async () => {
    const ann = await new Player().started()
    await ann.env.pass(2_000)
    ann.server.answers.Play = () => new Promise(() => {})
    const playing = ann.client.play('sparks')
    await ann.env.pass(0)
    ann.server.answers.Hello = (hello: never) =>
      ann.server.welcome(hello, { seats: [{ room: 'KITE7', game: 'sparks', seat: 2 }] })

    ann.server.line.cut()
    await ann.env.pass(0)

    expect((await playing).code).toBe('KITE7')
    expect(ann.server.line.requests('Play')).toEqual([])
  })

  it('and asked again when there is none', async () => {
    const ann = await new Player().started()
    await ann.env.pass(2_000)
    ann.server.answers.Play = () => new Promise(() => {})
    const playing = ann.client.play('sparks')
    await ann.env.pass(0)
    ann.server.answers.Play = () => ann.server.joined('DUCK3', { game: 'sparks' })

    ann.server.line.cut()
    await ann.env.pass(0)

    expect((await playing).code).toBe('DUCK3')
  })

  it('a room of another game than the one asked for is left again', async () => {
    const ann = await new Player().started()
    ann.server.answers.Join = () => ann.server.joined('KITE7', { game: 'bluff' })

    const error = await ann.client.join(ticTacToe, 'KITE7').catch((e: unknown) => e)

    expect(error).toMatchObject({ reason: 'other_game' })
    expect(ann.server.line.requests('Leave')).toEqual([{ room: 'KITE7' }])
  })

  it('a room in which one was already is not left for being asked for as another game', async () => {
    const ann = await new Player().started()
    ann.server.answers.Join = () => ann.server.joined('KITE7', { game: 'bluff' })
    const room = await ann.client.join('KITE7')

    const error = await ann.client.join(ticTacToe, 'kite7').catch((e: unknown) => e)

    expect(error).toMatchObject({ reason: 'other_game' })
    expect(ann.client.rooms.get('KITE7')).toBe(room)
    expect(ann.server.line.requests('Leave')).toEqual([])
  })
})

describe('several nodes', () => {
  it('FLT-7 a join that is sent on is followed', async () => {
    const server = new FakeServer()
    const ann = new Player({ server, env: new FakeEnv(server.dial) })
    server.answers.Hello = (hello: never, line) =>
      server.welcome(hello, line.url.includes('other') ? {} : { joined: [{ ok: false, reason: 'moved', url: 'http://other.test/hub' }] })
    const joining = ann.client.join('KITE7')
    await ann.started()

    expect((await joining).code).toBe('KITE7')
    expect(server.lines.map(l => l.url)).toEqual(['http://game.test/hub', 'http://other.test/hub'])
    expect(server.line.hello.takeOver).toBe(true)
  })

  it('quick play that is sent on is asked again there', async () => {
    const ann = await new Player().started()
    ann.server.answers.Play = (_request: never, line) =>
      line.url.includes('node=7') ? ann.server.joined('KITE7') : { ok: false, reason: 'moved', url: '?node=7' }
    const playing = ann.client.play('tictactoe')
    await ann.env.pass(0)

    expect((await playing).code).toBe('KITE7')
    expect(ann.server.lines.map(l => l.url)).toEqual(['http://game.test/hub', 'http://game.test/hub?node=7'])
  })

  it('a room that moves is followed with its cursor', async () => {
    const ann = await new Player().started()
    const room = await ann.client.join('KITE7')

    ann.server.line.write({ kind: 'left', room: 'KITE7', reason: 'moved', url: 'http://other.test/hub' })
    await ann.env.pass(0)

    expect(ann.server.line.url).toBe('http://other.test/hub')
    expect(ann.server.line.hello.join).toEqual([{ room: 'KITE7', cursor: { epoch: 'epoch-1', seq: 10 }, spectate: false }])
    expect(room.live).toBe(true)
    expect(room.over).toBeUndefined()
  })

  it('is not sent round and round', async () => {
    const ann = new Player()
    ann.server.answers.Hello = (hello: never) =>
      ann.server.welcome(hello, { joined: [{ ok: false, reason: 'moved', url: 'http://other.test/hub' }] })
    const joining = ann.client.join('KITE7').catch((e: unknown) => e)
    await ann.started()
    await ann.env.pass(1_000)

    expect(await joining).toMatchObject({ reason: 'moved', url: 'http://other.test/hub' })
  })
})
