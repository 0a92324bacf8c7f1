import { type Dial, type Hub, type HubListener, Lost } from '../hub'
import type { Entry, HelloRequest, Joined, ServerMessage, Welcome } from '../protocol'

type Answer = (request: never, line: FakeLine) => unknown

/** An answer that comes when the test gives it. */
export class Later {
  private readonly give: (value: unknown) => void
  readonly promise: Promise<unknown>

  constructor() {
    let give!: (value: unknown) => void
    this.promise = new Promise(resolve => {
      give = resolve
    })
    this.give = give
  }

  answer(value: unknown): void {
    this.give(value)
  }
}

/** The server's end of one connection. */
export class FakeLine implements Hub {
  readonly calls: { method: string; request: Record<string, unknown> }[] = []
  closedByClient = false
  private ended = false
  private readonly pending = new Set<(error: Error) => void>()

  constructor(
    readonly server: FakeServer,
    readonly url: string,
    private readonly listener: HubListener,
  ) {}

  open(): Promise<void> {
    if (this.server.refusesToOpen) return Promise.reject(new Error('could not connect'))
    return this.server.opens
  }

  async call<T>(method: string, request: object): Promise<T> {
    this.record(method, request)
    if (this.ended) throw new Lost()
    return new Promise<T>((resolve, reject) => {
      this.pending.add(reject)
      const answer = this.server.answer(method, request, this)
      const value = answer instanceof Later ? answer.promise : Promise.resolve(answer)
      void value.then(v => {
        if (!this.pending.delete(reject)) return
        this.listener.heard(100)
        if (v instanceof Error) reject(v)
        else resolve(structuredClone(v) as T)
      })
    })
  }

  tell(method: string, request: object): void {
    this.record(method, request)
  }

  close(): void {
    this.closedByClient = true
    this.end()
  }

  /** What the client asked or told by this name. */
  requests<T = Record<string, unknown>>(method: string): T[] {
    return this.calls.filter(c => c.method === method).map(c => c.request as T)
  }

  get hello(): HelloRequest {
    const [first] = this.requests('Hello')
    return first as unknown as HelloRequest
  }

  write(message: ServerMessage, bytes = 100): void {
    if (this.ended) return
    this.listener.heard(bytes)
    this.listener.message(structuredClone(message))
  }

  events(room: string, first: number, ...entries: Entry[]): void {
    this.write({ kind: 'events', room, epoch: this.server.epoch, first, entries })
  }

  /** Delivers although the client has left: what a dying socket may still do. */
  writeLate(message: ServerMessage): void {
    this.listener.message(structuredClone(message))
  }

  /** The connection breaks. */
  cut({ byServer = false } = {}): void {
    if (this.end()) this.listener.lost(byServer)
  }

  private record(method: string, request: object): void {
    // As JSON does it: what is undefined does not travel.
    this.calls.push({ method, request: JSON.parse(JSON.stringify(request)) as Record<string, unknown> })
  }

  private end(): boolean {
    if (this.ended) return false
    this.ended = true
    for (const reject of this.pending) reject(new Lost())
    this.pending.clear()
    return true
  }
}

/** A server that answers as a test tells it; by default it welcomes everybody and knows every room. */
export class FakeServer {
  readonly lines: FakeLine[] = []
  readonly answers: Record<string, Answer> = {}
  epoch = 'epoch-1'
  run = 'run-1'
  now = 5_000_000
  refusesToOpen = false
  opens: Promise<void> = Promise.resolve()

  readonly dial: Dial = (url, listener) => {
    const line = new FakeLine(this, url, listener)
    this.lines.push(line)
    return line
  }

  get line(): FakeLine {
    const line = this.lines.at(-1)
    if (!line) throw new Error('Nobody has dialled.')
    return line
  }

  answer(method: string, request: object, line: FakeLine): unknown {
    const scripted = this.answers[method]
    if (scripted) return scripted(request as never, line)
    switch (method) {
      case 'Hello':
        return this.welcome(request as HelloRequest)
      case 'Ping':
        return { t: (request as { t: number }).t, serverTime: this.now }
      case 'Join':
        return this.joined((request as { room: string }).room)
      case 'Send':
        return { n: (request as { n: number }).n, ok: true }
      default:
        return { ok: true }
    }
  }

  welcome(hello: HelloRequest, change: Partial<Welcome> = {}): Welcome {
    return {
      ok: true,
      playerId: 'p-ann',
      token: hello.token ?? 'token-ann',
      run: this.run,
      serverTime: this.now,
      personal: this.joined('p-ann', { game: 'personal' }),
      seats: [],
      joined: (hello.join ?? []).map(j =>
        j.cursor ? this.joined(j.room, { resume: 'replay', head: j.cursor.seq, snapshot: undefined }) : this.joined(j.room),
      ),
      ...change,
    }
  }

  joined(room: string, change: Partial<Joined> = {}): Joined {
    return {
      ok: true,
      room,
      game: 'tictactoe',
      seat: 0,
      chat: true,
      epoch: this.epoch,
      head: 10,
      resume: 'snapshot',
      missed: 0,
      lastMove: 0,
      serverTime: this.now,
      snapshot: { seq: 10, state: { table: table(), state: { cells: [null, null] } }, reason: 'new' },
      ...change,
    }
  }
}

export function table(): object {
  return {
    members: [{ id: 'p-ann', name: 'Ann', look: 0, seat: 0, bot: false, away: false, spectator: false }],
    captain: 'p-ann',
    phase: 'playing',
    match: 1,
    options: {},
    result: null,
  }
}

/** An event as it travels. */
export function event(type: string, data: unknown = {}, from?: string): Entry {
  return { type, at: 1, data, from }
}
