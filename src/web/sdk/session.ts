import { HubAddress } from './address'
import { ServerClock } from './clock'
import { type Deferred, deferred } from './deferred'
import type { Env } from './env'
import { Lost } from './hub'
import { Line } from './line'
import { type Hint, LinkMachine } from './link'
import { PROTOCOL, Refused, type Refusal, type ServerMessage, type Welcome } from './protocol'
import { Rooms } from './rooms'
import { SeenReporter } from './seen'
import { Keeper } from './storage'
import { Tab } from './tab'
import type { Notice, Off, Room, SeatInfo } from './types'

/** Wait when the server refuses a `Hello` for now and gives no time. */
const BUSY_MS = 1_000
/** Another node that cannot be reached this often is given up for the address the client was given. */
const MAX_FAILURES = 2

export interface SessionOptions {
  url: string
  name?: string
  look?: number
  takeOver?: boolean
}

/** The player's way onto the server: dialling, `Hello`, what the welcome brings, and how a connection ends. */
export class Session {
  readonly clock: ServerClock
  readonly machine: LinkMachine
  readonly rooms: Rooms
  /** As the server knows the player. */
  player: { id?: string; name?: string; look?: number }
  seats: readonly SeatInfo[] = []
  seatMs: number | undefined

  private readonly env: Env
  private readonly keeper: Keeper
  private readonly seen: SeenReporter
  private readonly home: string
  private readonly address: HubAddress
  /** The connection in use, live or not yet. */
  private line: Line | undefined
  private tab: Tab | undefined
  private offSignals: Off | undefined
  private waiting: Deferred<Line>[] = []
  /** What the application wants the player to be called; only that is said, so that no tab brings back an old name. */
  private wish: { name?: string; look?: number }
  private run: string | undefined
  /** Once welcomed, this player for as long as the page lives, whatever happens to the storage. */
  private token: string | undefined
  private sentOn = false
  private takesOver: boolean
  private historyLost = false
  private readonly tellLink: () => void
  private readonly tellNotice: (notice: Notice) => void
  private readonly tellRoom: (room: Room) => void

  constructor(
    env: Env,
    options: SessionOptions,
    tellLink: () => void,
    tellNotice: (notice: Notice) => void,
    tellRoom: (room: Room) => void,
  ) {
    this.env = env
    this.home = options.url
    this.address = new HubAddress(options.url, () => env.now())
    this.wish = { name: options.name, look: options.look }
    this.player = this.wish
    this.takesOver = options.takeOver ?? false
    this.tellLink = tellLink
    this.tellNotice = tellNotice
    this.tellRoom = tellRoom
    this.keeper = new Keeper(env, options.url)
    this.clock = new ServerClock(() => env.now(), () => env.wall())
    this.seen = new SeenReporter(request => this.line?.tell('Seen', request), (ms, run) => env.after(ms, run))
    this.machine = this.makeMachine()
    this.rooms = this.makeRooms()
  }

  start(): void {
    if (this.tab) return
    this.tab = new Tab(this.env, this.keeper, this.home)
    this.offSignals = this.env.onSignal(signal => {
      // Before the welcome it would be out of turn; the welcome looks for itself.
      if ((signal === 'hidden' || signal === 'shown') && this.machine.link.state === 'live') {
        this.line?.tell('Visible', { visible: signal === 'shown' })
      }
    })
    this.machine.start()
  }

  stop(): void {
    this.machine.dispose()
    this.offSignals?.()
    this.tab?.dispose()
    this.tab = undefined
  }

  takeOver(): void {
    this.takesOver = true
    if (this.tab) this.machine.start()
    else this.start()
  }

  retryNow(): void {
    const { link } = this.machine
    if (this.tab && !this.elsewhere() && (link.state === 'waiting' || link.state === 'ended')) this.machine.start()
  }

  rename(name: string, look: number): void {
    this.wish = { name, look }
    this.player = { ...this.player, name, look }
    // A name travels in `Hello` alone: say it again on a new connection, which resumes at once.
    if (this.line) this.machine.start()
  }

  /** The line, once it is live; rejects with `Refused` when the link has ended or ends before. */
  live(): Promise<Line> {
    this.throwIfEnded()
    if (this.line && this.machine.link.state === 'live') return Promise.resolve(this.line)
    const waiting = deferred<Line>()
    this.waiting.push(waiting)
    return waiting.promise
  }

  /** Calls until there is an answer, over as many connections as it takes; only what may happen twice. */
  async call<T>(method: string, request: object): Promise<T> {
    for (;;) {
      const line = await this.live()
      try {
        return await line.call<T>(method, request)
      } catch (error) {
        if (!(error instanceof Lost)) throw error
      }
    }
  }

  throwIfEnded(): void {
    const { link } = this.machine
    if (link.state === 'ended') throw new Refused({ reason: link.reason })
  }

  private dial(): void {
    const { link } = this.machine
    if (link.state === 'connecting' && link.try > MAX_FAILURES) this.address.reset()
    const line: Line = new Line(this.env.dial, this.address.current, {
      heard: bytes => {
        this.machine.heard()
        this.seen.heard(bytes)
      },
      message: message => (message.kind === 'closed' ? this.closed(message) : this.received(message)),
      lost: byServer => {
        if (byServer) this.rooms.closedByServer()
        this.lost()
      },
    })
    this.line = line
    this.rooms.greet()
    // What is lost was told already; an error of the server's instead of a welcome ends the dial too.
    void this.greet(line).catch(() => line.left || this.lost())
  }

  private async greet(line: Line): Promise<void> {
    await line.open()
    this.machine.opened()
    const returning = (await this.tab?.returning) ?? false
    if (line.left) return
    if (this.run !== undefined && this.tab?.isCopy) this.superseded()
    else await this.hello(line, returning)
  }

  private async hello(line: Line, returning: boolean): Promise<void> {
    const token = (this.token ??= this.keeper.token)
    const { personal, join, asked } = this.rooms.requests()
    const sentAt = this.env.now()
    const answer = await line.call<Welcome | Refusal>('Hello', {
      protocol: PROTOCOL,
      token,
      ...this.wish,
      // A fresh tab asks its person first; whoever was here before does not (CON-2).
      takeOver: token !== undefined && (returning || this.takesOver || this.run !== undefined) ? true : undefined,
      page: this.tab?.page,
      personal,
      join,
    })
    if (!answer.ok) {
      this.refused(answer, token, line)
      return
    }
    this.clock.guess(sentAt, answer.serverTime)
    this.welcomed(answer, line, () => this.rooms.welcome(answer, asked, line))
  }

  private welcomed(welcome: Welcome, line: Line, attachRooms: () => void): void {
    // Another node is another run, and no restart.
    const otherRun = this.run !== undefined && this.run !== welcome.run && !this.sentOn
    this.sentOn = false
    this.token = this.keeper.token = welcome.token
    this.tab?.welcomed()
    this.player = { id: welcome.playerId, name: welcome.name ?? this.player.name, look: welcome.look ?? this.player.look }
    ;({ run: this.run, seats: this.seats, seatMs: this.seatMs } = welcome)
    this.historyLost = false
    this.machine.welcomed()
    // Handlers run in between; one may have left the line.
    if (line.left) return
    if (!this.env.visible()) line.tell('Visible', { visible: false })
    attachRooms()
    if (otherRun && !this.historyLost) this.notice({ kind: 'restarted' })
    if (!line.left) for (const { resolve } of this.waiting.splice(0)) resolve(line)
  }

  private refused(refusal: Refusal, token: string | undefined, line: Line): void {
    const { reason, retryAfterMs } = refusal
    if (reason === 'denied' && token !== undefined) {
      this.keeper.forgetToken(token)
      this.token = undefined
      this.rooms.dropMoves('denied')
      this.rooms.forgetPersonal()
      this.run = undefined
      this.notice({ kind: 'denied' })
      // The same connection may say it again, as a new player with the old cursors.
      void this.hello(line, false).catch(() => line.left || this.lost())
    } else if (reason === 'playing_elsewhere') {
      this.machine.end(reason)
      this.notice({ kind: reason })
    } else if (reason === 'upgrade_required') {
      this.machine.end(reason)
    } else if (reason === 'draining' || reason === 'rate_limited' || reason === 'unavailable' || retryAfterMs) {
      const why = reason === 'draining' ? reason : 'busy'
      this.machine.failed({ retryAfterMs: retryAfterMs ?? BUSY_MS, why })
    } else {
      this.machine.end('refused')
    }
  }

  private received(message: Exclude<ServerMessage, { kind: 'closed' }>): void {
    if (message.kind === 'frame') this.machine.frame()
    this.rooms.message(message)
  }

  private closed({ reason, retryAfterMs, url }: Extract<ServerMessage, { kind: 'closed' }>): void {
    switch (reason) {
      case 'superseded':
        this.tab?.superseded()
        this.superseded()
        return
      case 'draining':
        this.address.moveTo(url)
        this.notice({ kind: reason, retryAfterMs: retryAfterMs ?? BUSY_MS })
        this.lost({ retryAfterMs: retryAfterMs ?? BUSY_MS, why: reason })
        return
      case 'replaced':
        // By a dial of this page that was given up and still arrived; or by a copy of this tab that asked while this one was frozen.
        this.tab?.claim()
        this.lost()
        return
      case 'flooding':
      case 'bad_request':
        this.machine.end(reason)
        this.notice({ kind: 'closed', reason, retryAfterMs })
        return
      default:
        this.notice({ kind: 'closed', reason, retryAfterMs })
        this.lost(retryAfterMs ? { retryAfterMs, why: 'busy' } : undefined)
    }
  }

  /** Another tab plays on. */
  private superseded(): void {
    this.takesOver = false
    this.machine.end('superseded')
    this.rooms.dropMoves('superseded')
    this.notice({ kind: 'superseded' })
  }

  /** The connection is gone, before its welcome or after. */
  private lost(hint?: Hint): void {
    if (this.machine.link.state === 'connecting') this.machine.failed(hint)
    else this.machine.lost(hint)
  }

  /** Goes on at another node. */
  private follow(url: string): boolean {
    if (!this.address.follow(url)) return false
    this.sentOn = true
    // Not from here: the answer that sent us on is still being read.
    const { line } = this
    this.env.after(0, () => line === this.line && this.machine.start())
    return true
  }

  private elsewhere(): boolean {
    const { link } = this.machine
    return link.state === 'ended' && (link.reason === 'superseded' || link.reason === 'playing_elsewhere')
  }

  private notice(notice: Notice): void {
    if (notice.kind === 'historyLost') this.historyLost = true
    this.tellNotice(notice)
  }

  private linkChanged(): void {
    const { link } = this.machine
    if (link.state === 'ended') {
      const error = new Refused({ reason: link.reason })
      this.rooms.rejectWants(error)
      for (const { reject } of this.waiting.splice(0)) reject(error)
    }
    this.tellLink()
  }

  private makeMachine(): LinkMachine {
    return new LinkMachine(this.env, {
      dial: () => this.dial(),
      hangUp: () => {
        this.line?.leave()
        this.line = undefined
        this.rooms.detach()
        this.seen.reset()
      },
      ping: () => void this.clock.ask(this.line),
      rtt: () => this.clock.rtt,
      probe: () => this.env.probe(this.address.current),
      slept: () => this.clock.reset(),
      changed: () => this.linkChanged(),
    })
  }

  private makeRooms(): Rooms {
    return new Rooms({
      env: this.env,
      keeper: this.keeper,
      seen: this.seen,
      line: () => (this.machine.link.state === 'live' ? this.line : undefined),
      playerId: () => this.player.id ?? '',
      closed: () => (this.elsewhere() ? 'superseded' : undefined),
      awayMs: () => this.machine.awayMs,
      serverNow: () => this.clock.now(),
      live: () => this.live(),
      throwIfEnded: () => this.throwIfEnded(),
      call: (method, request) => this.call(method, request),
      memberships: () => this.seats,
      follow: url => this.follow(url),
      notice: notice => this.notice(notice),
      made: room => this.tellRoom(room),
    })
  }
}
