import { HttpTransportType, type HubConnection, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack'
import { afterEach, describe, expect, it } from 'vitest'
import { DESKTOP } from '../harness/player'
import { GameServer } from '../harness/server'
import { Stage } from '../harness/stage'

const WHOLE_GAME = [0, 3, 1, 4, 2]

/** SignalR's own client in Node, with SignalR's own MessagePack: nothing of ours but the words. */
class Official {
  readonly entries: unknown[] = []
  private moves = 0

  private constructor(
    private readonly hub: HubConnection,
    readonly binary: boolean,
  ) {
    hub.on('events', (_room: string, _epoch: string, first: number, entries: object[]) => {
      entries.forEach((entry, i) => this.entries.push({ seq: first + i, ...entry }))
    })
    for (const other of ['snapshot', 'frame', 'left', 'closed']) hub.on(other, () => {})
  }

  static async connect(server: GameServer, name: string, binary: boolean): Promise<Official> {
    const builder = new HubConnectionBuilder()
      .withUrl(`${server.url}/hub`, { skipNegotiation: true, transport: HttpTransportType.WebSockets })
      .configureLogging(LogLevel.None)
    if (binary) builder.withHubProtocol(new MessagePackHubProtocol())
    const player = new Official(builder.build(), binary)
    await player.hub.start()
    expect(await player.call('Hello', { protocol: 1, name })).toMatchObject({ ok: true, name })
    return player
  }

  call<T = Record<string, unknown>>(method: string, request: object): Promise<T> {
    return this.hub.invoke<T>(method, request)
  }

  move(room: string, move: string, ...args: unknown[]): Promise<Record<string, unknown>> {
    return this.call('Send', { room, n: ++this.moves, move, args })
  }

  stop(): Promise<void> {
    return this.hub.stop()
  }
}

describe('MessagePack, spoken by the official JavaScript client', () => {
  let server: GameServer
  const players: Official[] = []
  afterEach(async () => {
    for (const player of players.splice(0)) await player.stop()
    await server.stop()
  })

  async function arrive(name: string, binary: boolean): Promise<Official> {
    const player = await Official.connect(server, name, binary)
    players.push(player)
    return player
  }

  it('plays a whole game beside a client of JSON, and both read the same', async () => {
    server = await GameServer.start({ Net__BinaryProtocol: 'messagepack' })
    const [ann, bob] = [await arrive('Ann', true), await arrive('Bob', false)]
    const { room, snapshot } = await ann.call<{ room: string; snapshot: { state: object } }>('Create', { game: 'tictactoe' })
    expect(snapshot.state).toMatchObject({ table: { phase: 'lobby', members: [{ name: 'Ann', seat: 0, bot: false }] } })
    const joined = await bob.call<{ snapshot: { seq: number } }>('Join', { room })

    for (const [i, cell] of WHOLE_GAME.entries()) {
      expect(await (i % 2 === 0 ? ann : bob).move(room, 'place', cell)).toMatchObject({ ok: true })
    }

    const ended = (player: Official) => player.entries.some(entry => (entry as { type: string }).type === 'ended')
    await expect.poll(() => ended(ann) && ended(bob), { timeout: 10_000 }).toBe(true)
    const since = (player: Official) => player.entries.filter(entry => (entry as { seq: number }).seq > joined.snapshot.seq)
    await expect.poll(() => since(ann).length === since(bob).length, { timeout: 10_000 }).toBe(true)
    expect(since(ann)).toEqual(since(bob))
    expect(since(ann)).toContainEqual(expect.objectContaining({ type: 'placed', data: { seat: 0, cell: 2 } }))
  })

  it('carries any data to the other protocol and back, and refuses what JSON could not', async () => {
    server = await GameServer.start({ Net__BinaryProtocol: 'messagepack' })
    const [ann, bob] = [await arrive('Ann', true), await arrive('Bob', false)]
    const { room } = await ann.call<{ room: string }>('Create', { game: 'relay' })
    await bob.call('Join', { room })
    const data = { text: 'Zoë "\u{1F600}"\n', whole: [0, -1, 127, 128, 65_536, -2_147_483_649, 9_007_199_254_740_991], part: [0.1, -2.5, 1e300], deep: [[{}], null, true] }

    await ann.move(room, 'emit', 'packed', data)
    await bob.move(room, 'emit', 'plain', data)

    for (const player of [ann, bob]) {
      for (const type of ['packed', 'plain']) {
        await expect.poll(() => player.entries, { timeout: 10_000 }).toContainEqual(expect.objectContaining({ type, data }))
      }
    }
    for (const wrong of [Number.NaN, new Uint8Array(3), new Date(0), 2 ** 53 + 2 ** 40]) {
      const ack = await ann.call('Send', { room, n: 2, move: 'emit', args: ['wrong', wrong] })
      expect(ack, String(wrong)).toMatchObject({ ok: false, reason: 'bad_request' })
    }
  })

  it('is off unless the operator says so', async () => {
    server = await GameServer.start()

    await expect(Official.connect(server, 'Ann', true)).rejects.toThrow(/not supported/)
  })
})

describe('MessagePack in the browser', () => {
  const stage = Stage.set({ Net__BinaryProtocol: 'messagepack' })

  it.each([
    ['speaks it where it is asked to', true],
    ['is JSON otherwise', false],
  ])('the client library %s', async (_title, binary) => {
    const ann = await stage.arrive('Ann', DESKTOP)
    const frames: (string | Buffer)[] = []
    ann.page.on('websocket', socket => socket.on('framereceived', frame => frames.push(frame.payload)))
    await ann.page.goto(`${ann.proxy.url}/healthz`)

    const seen = await ann.page.evaluate(`(async () => {
      const { connect } = await import('/sdk/gameserver.js')
      const { messagePack } = await import('/sdk/messagepack.js')
      const client = await connect({ name: 'Ann', protocol: ${binary} ? messagePack() : undefined })
      const room = await client.create('relay')
      const seen = new Promise(resolve => room.on('said', data => resolve(data)))
      await room.move.emit('said', { list: [1, 2.5, 'three'] })
      return await seen
    })()`)

    expect(seen).toEqual({ list: [1, 2.5, 'three'] })
    // The answer to the handshake is text in both.
    expect(frames.slice(1).every(frame => (typeof frame === 'string') === !binary)).toBe(true)
    expect(frames.length).toBeGreaterThan(3)
  })

  it('the client library falls back to JSON where the server speaks nothing else', async () => {
    const ann = await stage.arrive('Ann', DESKTOP)
    const plain = await GameServer.start()
    await ann.page.goto(`${plain.url}/healthz`)

    const said = await ann.page.evaluate(`(async () => {
      const { connect } = await import('/sdk/gameserver.js')
      const { messagePack } = await import('/sdk/messagepack.js')
      const client = await connect({ name: 'Ann', protocol: messagePack() })
      const said = client.player.name
      client.stop()
      return said
    })()`)

    await plain.stop()
    expect(said).toBe('Ann')
  })
})
