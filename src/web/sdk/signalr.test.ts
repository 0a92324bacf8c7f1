import { describe, expect, it } from 'vitest'
import { type Hub, type HubListener, Lost } from './hub'
import { messagePack } from './messagepack'
import type { ServerMessage } from './protocol'
import { signalR } from './signalr'
import { settle } from './testing/fakeEnv'

const END = '\u001E'

/** A WebSocket whose other end is the test. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1
  static last: FakeSocket
  readonly sent: Record<string, unknown>[] = []
  closed = false
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onclose: ((event: Event) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  readyState = 0

  constructor(readonly url: string | URL) {
    super()
    FakeSocket.last = this
    for (const name of ['open', 'message', 'close', 'error'] as const) {
      this.addEventListener(name, event => this[`on${name}`]?.(event as never))
    }
  }

  send(data: string): void {
    for (const text of data.split(END)) if (text) this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }
  close(): void {
    this.closed = true
    this.readyState = 3
  }
  opens(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
  writes(...messages: object[]): void {
    this.dispatchEvent(new MessageEvent('message', { data: messages.map(m => JSON.stringify(m) + END).join('') }))
  }
  breaks(): void {
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '', wasClean: false }))
  }
}

class Ear implements HubListener {
  bytes = 0
  readonly messages: ServerMessage[] = []
  readonly losses: boolean[] = []

  heard(bytes: number): void {
    this.bytes += bytes
  }
  message(message: ServerMessage): void {
    this.messages.push(message)
  }
  lost(byServer: boolean): void {
    this.losses.push(byServer)
  }
}

async function opened(): Promise<{ hub: Hub; ear: Ear; socket: FakeSocket }> {
  const ear = new Ear()
  const hub = signalR(FakeSocket as never)('http://game.test/hub', ear)
  const opening = hub.open()
  await settle()
  FakeSocket.last.opens()
  await settle()
  FakeSocket.last.writes({})
  await opening
  return { hub, ear, socket: FakeSocket.last }
}

describe('a SignalR hub', () => {
  it('is one WebSocket without negotiation, and speaks JSON', async () => {
    const { socket } = await opened()

    expect(String(socket.url)).toBe('ws://game.test/hub')
    expect(socket.sent[0]).toEqual({ protocol: 'json', version: 1 })
  })

  it('writes in another way where it is given one, and in JSON once the server has said that it does not know it', async () => {
    const dial = signalR(FakeSocket as never, messagePack())
    const opening = dial('http://game.test/hub', new Ear()).open().catch((e: unknown) => e)
    await settle()
    FakeSocket.last.opens()
    await settle()
    expect(FakeSocket.last.sent[0]).toEqual({ protocol: 'messagepack', version: 1 })

    FakeSocket.last.writes({ error: "The protocol 'messagepack' is not supported." })
    expect(await opening).toBeInstanceOf(Error)
    void dial('http://game.test/hub', new Ear()).open()
    await settle()
    FakeSocket.last.opens()
    await settle()

    expect(FakeSocket.last.sent[0]).toEqual({ protocol: 'json', version: 1 })
  })

  it('hears bytes before the messages in them, whatever they are', async () => {
    const { ear, socket } = await opened()
    const before = ear.bytes

    socket.writes({ type: 6 })
    expect(ear.bytes - before).toBe(JSON.stringify({ type: 6 }).length + 1)
    socket.writes({ type: 1, target: 'left', arguments: ['KITE7', 'kicked'] })

    expect(ear.messages).toEqual([{ kind: 'left', room: 'KITE7', reason: 'kicked', url: undefined }])
  })

  it('answers calls with values, and with the error when the server threw', async () => {
    const { hub, socket } = await opened()
    const good = hub.call('Ping', { t: 1 })
    const bad = hub.call('Send', { nonsense: true }).catch((e: unknown) => e)
    await settle()
    const [first, second] = socket.sent.filter(m => m.type === 1)

    socket.writes({ type: 3, invocationId: first?.invocationId, result: { t: 1, serverTime: 5 } })
    socket.writes({ type: 3, invocationId: second?.invocationId, error: 'An error occurred.' })

    expect(await good).toEqual({ t: 1, serverTime: 5 })
    expect(await bad).toBeInstanceOf(Error)
    expect(await bad).not.toBeInstanceOf(Lost)
  })

  it('a broken connection ends its calls, and is told once', async () => {
    const { hub, ear, socket } = await opened()
    const call = hub.call('Ping', { t: 1 }).catch((e: unknown) => e)

    socket.breaks()

    expect(await call).toBeInstanceOf(Lost)
    expect(ear.losses).toEqual([false])
  })

  it('MOV-7 tells an error of the server from a broken connection', async () => {
    const { ear, socket } = await opened()

    socket.writes({ type: 7, error: 'The message is too long.', allowReconnect: true })
    socket.breaks()
    await settle()

    expect(ear.losses).toEqual([true])
  })

  it('a call made while the connection closes fails when it is closed, not before', async () => {
    const { hub, ear, socket } = await opened()
    socket.close = () => {}
    socket.writes({ type: 7, error: 'The message is too long.' })
    let lossesThen = -1
    const call = hub.call('Ping', { t: 1 }).catch((e: unknown) => {
      lossesThen = ear.losses.length
      return e
    })

    await settle()
    socket.breaks()

    expect(await call).toBeInstanceOf(Lost)
    expect(lossesThen).toBe(1)
  })

  it('MOV-7 a socket that is closing, and has not said so, is a broken connection and no fault of the call', async () => {
    const { hub, socket } = await opened()
    socket.readyState = 2

    const call = hub.call('Send', {}).catch((e: unknown) => e)
    await settle()
    socket.breaks()

    expect(await call).toBeInstanceOf(Lost)
  })

  it('closes at once, also while it connects to nobody', async () => {
    const hub = signalR(FakeSocket as never)('http://game.test/hub', new Ear())
    const opening = hub.open().catch((e: unknown) => e)
    await settle()

    hub.close()
    expect(FakeSocket.last.closed).toBe(true)
    FakeSocket.last.breaks()

    expect(await opening).toBeInstanceOf(Error)
  })

  it('says what is missing where there is no WebSocket', () => {
    expect(() => signalR(undefined as never)('http://game.test/hub', new Ear())).toThrow(/give one as `webSocket`/)
  })
})
