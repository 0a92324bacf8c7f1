import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TcpProxy } from '../harness/proxy'

let echo: Server
let echoed: Socket[]
let proxy: TcpProxy

beforeEach(async () => {
  echoed = []
  echo = createServer({ allowHalfOpen: true }, socket => {
    echoed.push(socket)
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  await new Promise<void>(resolve => echo.listen(0, '127.0.0.1', resolve))
  proxy = await TcpProxy.start((echo.address() as AddressInfo).port)
})

afterEach(async () => {
  await proxy[Symbol.asyncDispose]()
  for (const socket of echoed) socket.destroy()
  await new Promise(resolve => echo.close(resolve))
})

/** A client that keeps what it received. */
class Client {
  received = Buffer.alloc(0)
  error: NodeJS.ErrnoException | undefined
  private readonly waiting = new Set<() => void>()

  private constructor(readonly socket: Socket) {
    socket.on('data', bytes => this.note(() => (this.received = Buffer.concat([this.received, bytes]))))
    socket.on('error', error => this.note(() => (this.error = error)))
    socket.on('close', () => this.note(() => {}))
  }

  static async connect(): Promise<Client> {
    const client = new Client(connect({ port: proxy.port, host: '127.0.0.1' }))
    await client.until(() => client.socket.readyState === 'open')
    return client
  }

  /** Resolves when `condition` holds; it is looked at after whatever happens to the socket. */
  async until(condition: () => boolean): Promise<void> {
    this.socket.once('connect', () => this.note(() => {}))
    while (!condition()) await new Promise<void>(resolve => this.waiting.add(resolve))
  }

  private note(what: () => void): void {
    what()
    for (const resolve of this.waiting) resolve()
    this.waiting.clear()
  }
}

const text = (client: Client) => client.received.toString()

async function quiet(client: Client, ms: number): Promise<boolean> {
  const before = client.received.length
  await new Promise(resolve => setTimeout(resolve, ms))
  return client.received.length === before
}

describe('the proxy', () => {
  it('passes bytes both ways', async () => {
    const client = await Client.connect()

    client.socket.write('one')

    await client.until(() => text(client) === 'one')
    expect(proxy.accepted).toBe(1)
    expect(proxy.open).toBe(1)
  })

  it('passes an orderly end behind the last byte', async () => {
    const client = await Client.connect()

    client.socket.end('last words')

    await client.until(() => client.socket.destroyed)
    expect(text(client)).toBe('last words')
    expect(client.error).toBeUndefined()
  })

  it('holds everything and delivers it after the release, in order and whole', async () => {
    const client = await Client.connect()
    client.socket.write('before ')
    await client.until(() => text(client) === 'before ')
    const much = 'x'.repeat(3_000_000)

    proxy.hold()
    client.socket.write(`held${much}`)
    expect(await quiet(client, 100), 'nothing comes through').toBe(true)
    await proxy.pass()

    await client.until(() => client.received.length === 7 + 4 + much.length)
    expect(text(client)).toBe(`before held${much}`)
  })

  it('holds a connection that begins meanwhile', async () => {
    proxy.hold()
    const client = await Client.connect()
    client.socket.write('early')
    expect(await quiet(client, 100)).toBe(true)

    await proxy.pass()

    await client.until(() => text(client) === 'early')
  })

  it('resets both ends, and welcomes the next', async () => {
    const client = await Client.connect()
    client.socket.write('x')
    await client.until(() => text(client) === 'x')
    const ended = new Promise(resolve => echoed[0]!.once('close', resolve))

    proxy.reset()

    await client.until(() => client.socket.destroyed)
    expect(client.error?.code).toBe('ECONNRESET')
    await ended
    const next = await Client.connect()
    next.socket.write('again')
    await next.until(() => text(next) === 'again')
  })

  it('strands both ends without a word, and welcomes the next', async () => {
    const client = await Client.connect()
    client.socket.write('x')
    await client.until(() => text(client) === 'x')

    proxy.strand()
    client.socket.write('lost')
    echoed[0]!.write('lost as well')
    await proxy.pass()

    expect(await quiet(client, 100)).toBe(true)
    expect([client.socket, echoed[0]!].map(socket => socket.readyState), 'neither has heard of it').toEqual(['open', 'open'])
    const next = await Client.connect()
    next.socket.write('again')
    await next.until(() => text(next) === 'again')
  })

  it('refuses dials until it passes again, on the same port', async () => {
    const port = proxy.port
    const client = await Client.connect()

    await proxy.refuse()

    await client.until(() => client.socket.destroyed)
    const refused = connect({ port, host: '127.0.0.1' })
    const [error] = await once(refused, 'error')
    expect((error as NodeJS.ErrnoException).code).toBe('ECONNREFUSED')
    await proxy.pass()
    expect(proxy.port).toBe(port)
    const next = await Client.connect()
    next.socket.write('back')
    await next.until(() => text(next) === 'back')
  })

  it('delays each way and keeps the order', async () => {
    const client = await Client.connect()
    proxy.delay(60, 40)
    const began = performance.now()

    for (let i = 0; i < 20; i++) client.socket.write(`${i},`)

    await client.until(() => text(client).endsWith('19,'))
    expect(performance.now() - began).toBeGreaterThanOrEqual(119)
    expect(text(client)).toBe(Array.from({ length: 20 }, (_, i) => `${i},`).join(''))
  })

  it('lets through no more than its rate', async () => {
    const client = await Client.connect()
    proxy.rate(800_000) // 100 KB a second
    const began = performance.now()

    client.socket.write(Buffer.alloc(30_000))

    await client.until(() => client.received.length === 30_000)
    const took = performance.now() - began
    expect(took).toBeGreaterThanOrEqual(295)
    expect(took).toBeLessThan(2_000)
  })

  it('ends a dial to a server that is not there', async () => {
    await new Promise<void>(resolve => echo.close(() => resolve()))

    const client = await Client.connect()

    await client.until(() => client.socket.destroyed)
    expect(text(client)).toBe('')
  })
})
