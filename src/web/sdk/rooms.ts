import { type Deferred, deferred } from './deferred'
import type { Env } from './env'
import { Lost } from './hub'
import type { Line } from './line'
import {
  type CursorPosition,
  type Joined,
  type JoinRequest,
  LIMITS,
  Refused,
  type Refusal,
  type RoomMessage,
  type WireAck,
  type Welcome,
} from './protocol'
import { ClientRoom, type RoomHost } from './room'
import type { SeenReporter } from './seen'
import type { Keeper } from './storage'
import type { DropReason, JoinOptions, Notice } from './types'

/** Wait before a room that could not be resumed is asked for again, when the server gave no time. */
export const REJOIN_MS = 1_000
/** The server grants two states in 30 s; a client that is out of step a third time waits this long. */
export const ASK_AGAIN_MS = 5_000

/** What the rooms ask of the client around them. */
export interface RoomsHost {
  readonly env: Env
  readonly keeper: Keeper
  readonly seen: SeenReporter
  /** The connection, when it is live. */
  line(): Line | undefined
  playerId(): string
  closed(): string | undefined
  awayMs(): number
  /** The line, once there is a live one; rejects when the link has ended. */
  live(): Promise<Line>
  /** Calls until there is an answer, over as many connections as it takes. */
  call<T>(method: string, request: object): Promise<T>
  /** Where the player is a member, as the last welcome said. */
  memberships(): Welcome['seats']
  /** Goes on at another node. False: it was sent on too often. */
  follow(url: string): boolean
  notice(notice: Notice): void
}

/** A join that was asked for and not answered yet. */
interface Want extends Deferred<ClientRoom> {
  request: JoinRequest
  /** The connection on which it was asked. */
  on?: Line
}

/** Whom each join of a `Hello` is for, in order. */
export type Asked = readonly (ClientRoom | Want)[]

/** Messages that overtook the answer of the call that joins their room; per connection. */
interface Hold {
  calls: number
  messages: RoomMessage[]
}

/** The rooms of a client, joined and to be joined, and how they come to each new connection. */
export class Rooms {
  readonly joined = new Map<string, ClientRoom>()
  personal: ClientRoom | undefined

  private wants: Want[] = []
  private hold: Hold = { calls: 0, messages: [] }
  private readonly leaving = new Map<string, Promise<void>>()
  private readonly host: RoomsHost
  private readonly roomHost: RoomHost

  constructor(host: RoomsHost) {
    this.host = host
    this.roomHost = this.makeRoomHost()
  }

  async join(code: string, { spectate }: JoinOptions = {}): Promise<ClientRoom> {
    await this.leaving.get(plain(code))
    const room = [...this.joined.values()].find(r => plain(r.code) === plain(code))
    if (room) return room
    const waiting = this.wants.find(w => plain(w.request.room) === plain(code))
    if (waiting) return waiting.promise
    const want: Want = { ...deferred<ClientRoom>(), request: { room: code, spectate } }
    this.wants.push(want)
    const line = this.host.line()
    if (line) void this.ask(want, line)
    return want.promise
  }

  /** `Play` or `Create`. A lost answer is looked for among the player's seats before it is asked again. */
  async enter(method: 'Play' | 'Create', request: { game: string }): Promise<ClientRoom> {
    for (;;) {
      const line = await this.host.live()
      const known = new Set([...this.joined.keys(), ...this.host.memberships().map(s => s.room)])
      try {
        return await this.attachBy(line, method, request, answer => {
          if (!answer.ok) throw new Refused(answer)
          return this.admit(answer)
        })
      } catch (error) {
        if (!(error instanceof Lost)) throw error
      }
      await this.host.live()
      const seat = this.host.memberships().find(s => s.game === request.game && !known.has(s.room))
      if (seat) return this.join(seat.room)
    }
  }

  leave(room: ClientRoom): Promise<void> {
    const key = plain(room.code)
    if (!this.joined.delete(room.code)) return this.leaving.get(key) ?? Promise.resolve()
    room.end('left')
    const left = this.host.call('Leave', { room: room.code }).then(() => {})
    const done = left.finally(() => this.leaving.delete(key))
    // A join of the same room waits for it, and must not fail with it.
    this.leaving.set(key, done.catch(() => {}))
    return done
  }

  /** What a `Hello` brings along, and whom each answer is for. */
  requests(): { personal?: CursorPosition; join: JoinRequest[]; asked: Asked } {
    const asked = [...this.joined.values(), ...this.wants].slice(0, LIMITS.joinsInHello)
    const join = asked.map(a => (a instanceof ClientRoom ? joinRequest(a) : a.request))
    return { personal: this.personal?.position, join, asked }
  }

  /** A `Hello` is on its way: what comes before its answer is held. */
  greet(): void {
    this.hold = { calls: 1, messages: [] }
  }

  welcome(welcome: Welcome, asked: Asked, line: Line): void {
    const { personal } = welcome
    if (personal?.ok) {
      if (this.personal?.code !== personal.room) this.personal = this.makeRoom(personal.room, personal.game, false)
      this.attach(this.personal!, personal)
    }
    asked.forEach((whom, i) => {
      const answer = welcome.joined[i] ?? { ok: false, reason: 'unavailable' }
      if (whom instanceof ClientRoom) this.resumed(whom, answer, line)
      else this.answered(whom, answer)
    })
    this.release(this.hold)
    // Those for which `Hello` had no place, and those asked for since.
    for (const room of this.joined.values()) if (!room.isAttached && !asked.includes(room)) void this.rejoin(room, line)
    for (const want of this.wants) if (!asked.includes(want) && want.on !== line) void this.ask(want, line)
  }

  message(message: RoomMessage): void {
    const room = this.find(message.room)
    if (!room?.isAttached) {
      if (this.hold.calls > 0) this.hold.messages.push(message)
    } else if (message.kind !== 'left') {
      room.take(message)
    } else if (!(message.reason === 'moved' && message.url && this.follow(message.url))) {
      this.joined.delete(room.code)
      room.end(message.reason)
    }
  }

  /** The connection is left. */
  detach(): void {
    this.hold = { calls: 0, messages: [] }
    for (const room of this.all()) room.detach()
  }

  closedByServer(): void {
    for (const room of this.all()) room.closedByServer()
  }

  dropMoves(reason: DropReason): void {
    for (const room of this.all()) room.dropMoves(reason)
  }

  /** The player is another one: the personal room is too. */
  forgetPersonal(): void {
    this.personal = undefined
  }

  /** The link has ended: nobody will answer. */
  rejectWants(error: Refused): void {
    for (const want of this.wants.splice(0)) want.reject(error)
  }

  private all(): ClientRoom[] {
    return [...this.joined.values(), ...(this.personal ? [this.personal] : [])]
  }

  private find(code: string): ClientRoom | undefined {
    return this.joined.get(code) ?? (this.personal?.code === code ? this.personal : undefined)
  }

  private async ask(want: Want, line: Line): Promise<void> {
    want.on = line
    try {
      await this.attachBy(line, 'Join', want.request, answer => this.answered(want, answer))
    } catch (error) {
      // Lost: the next `Hello` asks for it.
      if (!(error instanceof Lost)) this.settle(want).reject(error)
    }
  }

  private async rejoin(room: ClientRoom, line: Line): Promise<void> {
    try {
      await this.attachBy(line, 'Join', joinRequest(room), answer => this.resumed(room, answer, line))
    } catch (error) {
      // Lost: the next `Hello` resumes it.
      if (!(error instanceof Lost)) this.resumed(room, { ok: false, reason: 'unavailable' }, line)
    }
  }

  /** A call that joins a room. What comes for rooms that are not known yet is held until its answer was taken. */
  private async attachBy<T>(
    line: Line,
    method: string,
    request: object,
    take: (answer: Joined | Refusal) => T,
  ): Promise<T> {
    const { hold } = this
    hold.calls++
    try {
      return take(await line.call<Joined | Refusal>(method, request))
    } finally {
      this.release(hold)
    }
  }

  private release(hold: Hold): void {
    if (--hold.calls === 0) hold.messages.length = 0
  }

  private answered(want: Want, answer: Joined | Refusal): void {
    if (answer.ok) this.settle(want).resolve(this.admit(answer, want.request.spectate))
    else if (!(answer.reason === 'moved' && answer.url && this.follow(answer.url))) {
      this.settle(want).reject(new Refused(answer))
    }
  }

  private resumed(room: ClientRoom, answer: Joined | Refusal, line: Line): void {
    if (room.over) return
    if (answer.ok) {
      this.attach(room, answer)
    } else if (answer.reason === 'unavailable' || answer.reason === 'rate_limited') {
      this.later(answer.retryAfterMs ?? REJOIN_MS, line, () => void this.rejoin(room, line))
    } else if (!(answer.reason === 'moved' && answer.url && this.follow(answer.url))) {
      this.joined.delete(room.code)
      room.end(answer.reason, answer.text)
    }
  }

  private admit(joined: Joined, spectate = false): ClientRoom {
    let room = this.joined.get(joined.room)
    if (!room) this.joined.set(joined.room, (room = this.makeRoom(joined.room, joined.game, spectate)))
    this.attach(room, joined)
    return room
  }

  private attach(room: ClientRoom, joined: Joined): void {
    room.attach(joined, this.host.awayMs())
    const { messages } = this.hold
    const held = messages.filter(m => m.room === room.code)
    this.hold.messages = messages.filter(m => m.room !== room.code)
    for (const message of held) this.message(message)
  }

  private settle(want: Want): Want {
    this.wants = this.wants.filter(w => w !== want)
    return want
  }

  /** One connection serves one node: only a client with one room can go where that room went. */
  private follow(url: string): boolean {
    return this.joined.size + this.wants.length <= 1 && this.host.follow(url)
  }

  private later(ms: number, line: Line, run: () => void): void {
    this.host.env.after(ms, () => {
      if (this.host.line() === line) run()
    })
  }

  private async askSnapshot(room: ClientRoom): Promise<void> {
    const line = this.host.line()
    if (!line) return
    try {
      const answer = await line.call<{ ok: true } | Refusal>('Snapshot', { room: room.code })
      if (answer.ok) return
      if (answer.reason === 'rate_limited' || answer.reason === 'unavailable') {
        this.later(answer.retryAfterMs ?? ASK_AGAIN_MS, line, () => void this.askSnapshot(room))
      } else {
        void this.rejoin(room, line)
      }
    } catch (error) {
      if (!(error instanceof Lost)) this.later(ASK_AGAIN_MS, line, () => void this.askSnapshot(room))
    }
  }

  private async send(room: string, n: number, move: string, args: unknown[]): Promise<WireAck | undefined> {
    const line = this.host.line()
    if (!line) return undefined
    try {
      return await line.call<WireAck>('Send', { room, n, move, args })
    } catch (error) {
      // An error of the server's instead of an answer: it could not read the call.
      return error instanceof Lost ? undefined : { n, ok: false, reason: 'bad_request' }
    }
  }

  private makeRoom(code: string, game: string, spectate: boolean): ClientRoom {
    // Inputs are numbered from the time, at most 40 a second: a reload goes on above what it used before.
    return new ClientRoom(this.roomHost, code, game, spectate, this.host.env.wall())
  }

  private makeRoomHost(): RoomHost {
    const { host } = this
    const { keeper, env } = host
    return {
      playerId: () => host.playerId(),
      closed: () => host.closed(),
      send: (room, n, move, args) => this.send(room, n, move, args),
      input: (room, n, data) => host.line()?.tell('Input', { room, n, data }),
      askSnapshot: room => void this.askSnapshot(room),
      rejoin: room => {
        const line = host.line()
        if (line) void this.rejoin(room, line)
      },
      leave: room => this.leave(room),
      took: (room, seq, numbers) => host.seen.events(room, seq, numbers),
      tookFrame: (room, seq, tick) => host.seen.frame(room, seq, tick),
      visible: () => env.visible(),
      // While a move is suspected, one at a time shows which one the server cannot read (MOV-7).
      window: () =>
        this.all().some(r => r.suspicious) ? 1 - this.all().reduce((sum, r) => sum + r.movesUnderWay, 0) : Infinity,
      moveSettled: () => this.all().forEach(r => r.pump()),
      after: (ms, run) => env.after(ms, run),
      movesOf: room => keeper.movesOf(room),
      keepMoves: (room, kept) => keeper.keepMoves(room, kept),
      presented: (room, epoch) => keeper.presented(room, epoch),
      present: (room, epoch, seq) => keeper.present(room, epoch, seq),
      notice: notice => host.notice(notice),
      report: error => env.report(error),
    }
  }
}

function joinRequest(room: ClientRoom): JoinRequest {
  return { room: room.code, cursor: room.position, spectate: room.spectate && room.seat === null }
}

/** Codes are read in any case, with or without the group's hyphen. */
function plain(code: string): string {
  return code.replaceAll('-', '').toUpperCase()
}
