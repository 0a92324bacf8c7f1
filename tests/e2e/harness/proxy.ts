import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { Lane, type Line, type Shape } from './lane'

interface Link {
  client: Socket
  server: Socket
  lanes: [Lane, Lane]
}

/**
 * A network between one player and the server, cut where real networks are cut: below TCP's users.
 * Browser emulation of "offline" leaves an open WebSocket open, so it would prove nothing.
 */
export class TcpProxy {
  /** Connections accepted since the start. */
  accepted = 0
  private readonly shape: Shape = { held: false, delayMs: 0, jitterMs: 0, bitsPerSecond: 0 }
  private readonly links = new Set<Link>()
  private readonly stranded = new Set<Link>()
  private readonly up: Line = { freeAt: 0 }
  private readonly down: Line = { freeAt: 0 }
  private listener: Server | undefined

  private constructor(
    /** The port that connections opened from now on are passed to. */
    public target: number,
    /** Where players connect; stays the same, refused or not. */
    public port: number,
  ) {}

  /** A proxy on a free port of this computer, in front of another port of it. */
  static async start(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target, 0)
    await proxy.listen()
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Connections that are open now. */
  get open(): number {
    return this.links.size
  }

  /** Everything goes through, what was held first; new connections are accepted again. */
  async pass(): Promise<void> {
    this.reshape({ held: false, delayMs: 0, jitterMs: 0, bitsPerSecond: 0 })
    await this.listen()
  }

  /** Neither side is read any more, nothing is lost: a phone in a tunnel. Until `pass`. */
  hold(): void {
    this.reshape({ held: true })
  }

  /** Nothing comes through the open connections any more, and neither side hears of it: an address that changed. New ones are welcome. */
  strand(): void {
    for (const link of this.links) {
      for (const lane of link.lanes) lane.strand()
      this.stranded.add(link)
    }
    this.links.clear()
  }

  /** Resets every open connection, both ways; new ones are welcome. */
  reset(): void {
    reset(this.links)
  }

  /** Nobody listens any more: a dial fails at once. Open connections are reset, those that were stranded too. Until `pass`. */
  async refuse(): Promise<void> {
    const listener = this.listener
    this.listener = undefined
    const closed = new Promise<void>(resolve => (listener === undefined ? resolve() : listener.close(() => resolve())))
    for (const links of [this.links, this.stranded]) reset(links)
    await closed
  }

  /** One way, each way: `ms` plus up to `jitterMs`, in order; a new connection waits for its handshake. Until `pass`. */
  delay(ms: number, jitterMs = 0): void {
    this.reshape({ delayMs: ms, jitterMs })
  }

  /** Each way, shared by all connections. Until `pass`. */
  rate(bitsPerSecond: number): void {
    this.reshape({ bitsPerSecond })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.refuse()
  }

  private reshape(change: Partial<Shape>): void {
    Object.assign(this.shape, change)
    for (const { lanes } of this.links) for (const lane of lanes) lane.changed()
  }

  private async listen(): Promise<void> {
    if (this.listener !== undefined) return
    const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, client => this.accept(client))
    this.listener = listener
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject)
      listener.listen(this.port, '127.0.0.1', resolve)
    })
    this.port = (listener.address() as AddressInfo).port
  }

  private accept(client: Socket): void {
    this.accepted++
    const server = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true })
    for (const socket of [client, server]) socket.setNoDelay(true)
    // Loopback shakes hands at once; far away that is a round trip before the first byte leaves.
    const open = performance.now() + 3 * this.shape.delayMs
    const link: Link = {
      client,
      server,
      lanes: [new Lane(client, server, this.shape, this.up, open), new Lane(server, client, this.shape, this.down)],
    }
    this.links.add(link)
    for (const [socket, other] of [[client, server], [server, client]] as const) {
      // Whatever ended this side ends the other: a reset as a reset, an orderly end after its last byte.
      socket.on('error', () => this.links.has(link) && other.resetAndDestroy())
      socket.on('close', () => {
        if (other.destroyed) this.links.delete(link)
      })
    }
  }
}

function reset(links: Set<Link>): void {
  for (const { client, server, lanes } of links) {
    for (const lane of lanes) lane.stop()
    client.resetAndDestroy()
    server.resetAndDestroy()
  }
  links.clear()
}
