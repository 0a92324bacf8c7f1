import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Entry, parseMessage, SERVER_MESSAGES, type ServerMessage } from './protocol'
import { event } from './testing/fakeServer'
import { Player, type PlayerOptions } from './testing/player'

// The golden samples of the wire, which the C# tests read too.
const FOLDER = new URL('../../../tests/protocol/', import.meta.url)

interface CallFile {
  call: string
  requests: Record<string, unknown>
  answers?: Record<string, unknown>
}
interface MessageFile {
  message: (typeof SERVER_MESSAGES)[number]
  examples: Record<string, unknown[]>
}

const files = readdirSync(FOLDER).filter(name => name.endsWith('.json'))
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as T
const calls = files.filter(name => name.startsWith('call.')).map(name => read<CallFile>(name))
const messages = files.filter(name => name.startsWith('message.')).map(name => read<MessageFile>(name))

const answerOf = (call: string, title: string): never => calls.find(c => c.call === call)?.answers?.[title] as never

const parsed = (message: MessageFile['message'], title: string): ServerMessage =>
  parseMessage(message, messages.find(m => m.message === message)?.examples[title] ?? [])

/** A player whose server answers with the samples. */
async function player(options: PlayerOptions = {}): Promise<Player> {
  const ann = new Player(options)
  ann.server.epoch = 'e1'
  ann.server.answers.Hello = () => answerOf('Hello', 'welcome of a new player')
  ann.server.answers.Join = () => answerOf('Join', 'a seat and the state')
  return ann.started()
}

async function inRoom(options: PlayerOptions = {}): Promise<Player> {
  const ann = await player(options)
  await ann.client.join('KITE7')
  return ann
}

const last = (ann: Player, method: string): unknown => ann.server.line.requests(method).at(-1)

/** What brings a client to send each request of the samples. */
const situations: Record<string, Record<string, () => Promise<unknown>>> = {
  Hello: {
    'a new player': async () => last(await player(), 'Hello'),
    'a new player with a name who follows an invitation': async () => {
      const ann = new Player({ name: 'Ann', look: 3 })
      void ann.client.join('KITE7')
      return last(await ann.started(), 'Hello')
    },
    'a client that comes back to two rooms': async () => {
      const ann = await inRoom({ name: 'Ann', look: 3 })
      ann.server.answers.Join = () => ({
        ...(answerOf('Join', 'a seat and the state') as object),
        room: 'DUCK3',
        seat: null,
        snapshot: { seq: 7, state: { table: {}, state: {}, mine: null }, reason: 'new' },
      })
      await ann.client.join('DUCK3', { spectate: true })
      await ann.env.pass(2_000)
      ann.server.line.cut()
      await ann.env.pass(0)
      return last(ann, 'Hello')
    },
  },
  Join: {
    'a room for the first time': async () => last(await inRoom(), 'Join'),
    'as a spectator': async () => {
      const ann = await player()
      await ann.client.join('KITE7', { spectate: true })
      return last(ann, 'Join')
    },
    'a room that was not available in the welcome': async () => {
      const ann = await inRoom()
      await ann.env.pass(2_000)
      ann.server.answers.Hello = () => ({
        ...(answerOf('Hello', 'welcome of a new player') as object),
        joined: [answerOf('Join', 'not now')],
      })
      ann.server.line.cut()
      await ann.env.pass(500)
      return last(ann, 'Join')
    },
  },
  Play: {
    'quick play': async () => {
      const ann = await player()
      ann.server.answers.Play = () => answerOf('Play', 'a seat')
      expect((await ann.client.play('sparks')).seat).toBe(2)
      return last(ann, 'Play')
    },
  },
  Create: {
    "with the game's defaults": async () => {
      const ann = await player()
      ann.server.answers.Create = () => answerOf('Create', "a room of one's own")
      await ann.client.create('bluff')
      return last(ann, 'Create')
    },
    'private, with options': async () => {
      const ann = await player()
      ann.server.answers.Create = () => answerOf('Create', "a room of one's own")
      await ann.client.create('bluff', { options: { lives: 3 }, isPrivate: true })
      return last(ann, 'Create')
    },
  },
  Send: {
    'a move without arguments': async () => {
      const ann = await inRoom()
      await ann.client.rooms.get('KITE7')?.send('again')
      return last(ann, 'Send')
    },
    'a move with arguments': async () => {
      const ann = await inRoom()
      await ann.client.rooms.get('KITE7')?.send('again')
      await ann.client.rooms.get('KITE7')?.send('place', [4, 'x', undefined, { deep: [1.5] }])
      return last(ann, 'Send')
    },
  },
  Snapshot: {
    'out of step': async () => {
      const ann = await inRoom()
      ann.server.line.events('KITE7', 20, event('placed'))
      return last(ann, 'Snapshot')
    },
  },
  Leave: {
    'for good': async () => {
      const ann = await inRoom()
      await ann.client.leave('KITE7')
      return last(ann, 'Leave')
    },
  },
  Rooms: {
    'of every game': async () => {
      const ann = await player()
      ann.server.answers.Rooms = () => answerOf('Rooms', 'none')
      expect(await ann.client.list()).toEqual([])
      return last(ann, 'Rooms')
    },
    'of one game': async () => {
      const ann = await player()
      ann.server.answers.Rooms = () => answerOf('Rooms', 'one')
      expect(await ann.client.list('sparks')).toMatchObject([{ room: 'DUCK3', phase: 'playing' }])
      return last(ann, 'Rooms')
    },
  },
  Ping: {
    'any number': async () => {
      const ann = await player()
      ann.server.answers.Ping = () => answerOf('Ping', 'it comes back')
      await ann.env.pass(0.5)
      ann.env.signal('wake')
      await ann.env.pass(0)
      expect(ann.client.rtt).toBe(0)
      return { ...(last(ann, 'Ping') as object), t: 1250.5 }
    },
  },
  Input: {
    'the newest': async () => {
      const ann = await player()
      ann.server.answers.Join = () => ({ ...(answerOf('Join', 'a seat and the state') as object), room: 'DUCK3' })
      const room = await ann.client.join('DUCK3')
      room.input({ x: 0.5, y: -1, fire: true })
      return last(ann, 'Input')
    },
  },
  Seen: {
    events: async () => {
      const ann = await inRoom()
      ann.server.line.events('KITE7', 13, ...Array.from({ length: 64 }, (): Entry => event('placed')))
      return last(ann, 'Seen')
    },
    frames: async () => {
      const ann = await inRoom()
      for (let tick = 401; tick <= 408; tick++) {
        ann.server.line.write({ kind: 'frame', room: 'KITE7', tick, basedOn: 12, data: {} })
      }
      return last(ann, 'Seen')
    },
  },
  Visible: {
    hidden: async () => {
      const ann = await player()
      ann.env.signal('hidden')
      return last(ann, 'Visible')
    },
    shown: async () => {
      const ann = await player()
      ann.env.signal('hidden')
      ann.env.signal('shown')
      return last(ann, 'Visible')
    },
  },
}

describe('requests of the samples', () => {
  for (const { call, requests } of calls) {
    for (const [title, request] of Object.entries(requests)) {
      it(`${call}: ${title}`, async () => {
        const situation = situations[call]?.[title]
        expect(situation, 'every sample has its situation').toBeDefined()

        expect(await situation?.()).toEqual(request)
      })
    }
  }
})

describe('answers of the samples', () => {
  it('CON-1, a welcome replays one room and says that the other has ended', async () => {
    const ann = await inRoom({ name: 'Ann', look: 3 })
    ann.server.answers.Join = () => ({ ...(answerOf('Join', 'a seat and the state') as object), room: 'DUCK3' })
    await ann.client.join('DUCK3')
    await ann.env.pass(2_000)
    ann.server.answers.Hello = () => answerOf('Hello', 'welcome back: one room replayed, one refused')

    ann.server.line.cut()
    await ann.env.pass(0)
    ann.server.line.events('KITE7', 13, event('placed'), event('placed'), event('placed'))

    expect(ann.noticed('left')).toEqual([{ kind: 'left', room: 'DUCK3', reason: 'ended' }])
    expect(ann.noticed('replayed')).toMatchObject([{ room: 'KITE7', missed: 3 }])
    expect(ann.client.player).toEqual({ id: 'p-ann', name: 'Ann', look: 3 })
  })

  it('a join gives a seat, people, state and timers', async () => {
    const ann = await player()
    const room = await ann.client.join('KITE7')

    expect(room).toMatchObject({ code: 'KITE7', game: 'tictactoe', seat: 0, chat: true, seq: 12, epoch: 'e1', mine: null })
    expect(room.me?.name).toBe('Ann')
    expect(room.table).toMatchObject({ phase: 'playing', match: 1, captain: 'p-ann', startsAt: null })
    expect(room.state.cells).toEqual([0, null, null])
    expect(room.state.deadlines).toEqual({ turn: ann.client.serverNow() + 30_000 })
  })

  it('says how long a seat is kept, once the server has said so', async () => {
    const ann = new Player()
    ann.server.answers.Hello = () => answerOf('Hello', 'welcome of a new player')
    expect(ann.client.seatMs).toBeUndefined()

    await ann.started()

    expect(ann.client.seatMs).toBe(60_000)
  })

  it('MOV-5, a move whose number another page has used is given up', async () => {
    const ann = await inRoom()
    ann.server.answers.Send = () => new Promise(() => {})
    const moves = [0, 1].map(cell => ann.client.rooms.get('KITE7')?.send('place', [cell]))
    ann.server.answers.Hello = () => ({
      ...(answerOf('Hello', 'welcome of a new player') as object),
      joined: [answerOf('Join', 'a replay, and another page has moved meanwhile')],
    })
    await ann.env.pass(2_000)
    ann.server.line.cut()
    await ann.env.pass(0)

    expect(await moves[1]).toMatchObject({ ok: false, n: 2, reason: 'other_page' })
    expect(ann.noticed('moveDropped')).toMatchObject([{ n: 2, reason: 'other_page' }])
    expect(ann.client.rooms.get('KITE7')?.pending.map(move => move.n)).toEqual([1])
  })

  it.each(['full', 'unknown', 'at another node'])('a join is refused: %s', async title => {
    const ann = await inRoom()
    ann.server.answers.Join = () => answerOf('Join', title)
    const { reason, text, url, retryAfterMs } = answerOf('Join', title) as Record<string, unknown>

    const error = await ann.client.join('DUCK3').catch((e: unknown) => e)

    expect(error).toMatchObject({ reason, text, url, retryAfterMs })
  })

  it('a join that cannot be answered now is asked again', async () => {
    const ann = await inRoom()
    const { retryAfterMs } = answerOf('Join', 'not now') as { retryAfterMs: number }
    ann.server.answers.Join = (_, line) =>
      line.requests('Join').length < 3 ? answerOf('Join', 'not now') : ann.server.joined('DUCK3')
    const before = ann.server.line.requests('Join').length
    expect(before).toBe(1)

    const joined = ann.client.join('DUCK3')
    await ann.env.pass(retryAfterMs)

    expect((await joined).live).toBe(true)
  })

  it.each(['accepted', 'accepted with a result', 'refused by the game'])('a move is %s', async title => {
    const ann = await inRoom()
    ann.server.answers.Send = (request: never) =>
      (request as { n: number }).n === 1 ? { n: 1, ok: true } : answerOf('Send', title)
    const room = ann.client.rooms.get('KITE7')
    await room?.send('again')

    expect(await room?.send('place')).toMatchObject(answerOf('Send', title))
  })
})

describe('messages of the samples', () => {
  it('are all there', () => {
    expect(messages.map(m => m.message).toSorted()).toEqual([...SERVER_MESSAGES].toSorted())
  })

  it('DLV-1, events move the cursor over hidden ranges and change the state', async () => {
    const ann = await inRoom()
    const room = ann.client.rooms.get('KITE7')

    ann.server.line.write(parsed('events', 'two events, and numbers for others between them'))
    expect(room).toMatchObject({ seq: 16, state: { cells: [0, 0, null], turn: 1, deadlines: { turn: 1754000030100 } } })
    ann.server.line.write(parsed('events', 'the own part is taken away'))

    expect(room).toMatchObject({ seq: 17, mine: null })
  })

  it('SNP-1, a snapshot puts the room where it says', async () => {
    const ann = await inRoom()

    ann.server.line.write(parsed('snapshot', 'out of step'))
    expect(ann.client.rooms.get('KITE7')).toMatchObject({ seq: 20, state: { cells: [0] }, mine: { hand: [3] } })
    ann.server.line.write(parsed('snapshot', 'too far behind'))

    expect(ann.client.rooms.get('KITE7')?.seq).toBe(900)
    expect(ann.noticed('snapshot')).toMatchObject([{ reason: 'trimmed' }])
  })

  it('have names for their places', () => {
    expect(parsed('frame', 'motion')).toEqual({ kind: 'frame', room: 'DUCK3', tick: 408, basedOn: 12, data: { ships: [[1.5, 2, 0.1], null] } })
    expect(parsed('left', 'kicked')).toEqual({ kind: 'left', room: 'KITE7', reason: 'kicked', url: undefined })
    expect(parsed('left', 'moved to another node')).toMatchObject({ url: 'https://b.example/hub' })
    expect(parsed('closed', 'another tab')).toEqual({ kind: 'closed', reason: 'superseded', retryAfterMs: undefined, url: undefined })
    expect(parsed('closed', 'going down')).toMatchObject({ retryAfterMs: 4_000, url: undefined })
    expect(parsed('closed', 'going down, go there')).toMatchObject({ retryAfterMs: 4_000, url: 'https://b.example/hub' })
  })
})
