import { type Deferred, deferred } from './deferred'
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
  type Welcome,
} from './protocol'
import { ClientRoom, PERSONAL, type RoomHost } from './room'
import { later, makeRoomHost, type RoomsHost } from './roomHost'
import type { DropReason, JoinOptions } from './types'

/** Wait before a room that could not be resumed is asked for again, when the server gave no time. */
export const REJOIN_MS = 1_000

/** Wait after a limit that names no time, as it is none of time: too many rooms at once. Asking in vain counts as a join each time. */
export const LIMITED_MS = 10_000

/** How long quick play waits, on a live line, for the rooms that are being left. */
export const LEAVES_WITHIN_MS = 2_000

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
    this.roomHost = makeRoomHost(host, {
      all: () => this.all(),
      rejoin: (room, line) => void this.rejoin(room, line),
      leave: room => this.leave(room),
    })
  }

  join(code: string, { spectate }: JoinOptions = {}): Promise<ClientRoom> {
    const leaving = this.leaving.get(plain(code))
    if (leaving) return leaving.then(() => (this.host.throwIfEnded(), this.join(code, { spectate })))
    const room = this.byCode(code)
    if (room) return Promise.resolve(room)
    const waiting = this.wants.find(w => plain(w.request.room) === plain(code))
    if (waiting) return waiting.promise
    const want: Want = { ...deferred<ClientRoom>(), request: { room: code, spectate } }
    this.wants.push(want)
    const line = this.host.line()
    if (line) void this.ask(want, line)
    return want.promise
  }

  /** A room that was joined, by its code as people write it. */
  byCode(code: string): ClientRoom | undefined {
    return [...this.joined.values()].find(r => plain(r.code) === plain(code))
  }

  /** `Play` or `Create`. A lost answer is looked for among the player's seats before it is asked again. */
  async enter(method: 'Play' | 'Create', request: { game: string }): Promise<ClientRoom> {
    for (;;) {
      await this.host.live()
      await this.leftFirst()
      const line = await this.host.live()
      const known = new Set([...this.joined.keys(), ...this.host.memberships().map(s => s.room)])
      try {
        const room = await this.attachBy(line, method, request, answer => {
          if (answer.ok) return this.admit(answer)
          if (answer.reason === 'moved' && answer.url && this.follow(answer.url)) return undefined
          throw new Refused(answer)
        })
        if (room) return room
        // Until the line is left for the other node.
        await new Promise<void>(done => this.host.env.after(0, done))
        continue
      } catch (error) {
        if (!(error instanceof Lost)) throw error
      }
      await this.host.live()
      const seat = this.host.memberships().find(s => s.game === request.game && !known.has(s.room))
      if (seat) return this.join(seat.room)
    }
  }

  /** Who still leaves a room may be led to it: what was asked for last would be what is left. A room that hangs holds nobody up. */
  private async leftFirst(): Promise<void> {
    if (this.leaving.size === 0) return
    await Promise.race([Promise.all(this.leaving.values()), new Promise<void>(done => this.host.env.after(LEAVES_WITHIN_MS, done))])
  }

  leave(room: ClientRoom): Promise<void> {
    const key = plain(room.code)
    if (!this.joined.delete(room.code)) return this.leaving.get(key) ?? Promise.resolve()
    room.end('left')
    const done = this.quit(room.code).finally(() => this.leaving.delete(key))
    // A join of the same room waits for it, and must not fail with it.
    this.leaving.set(key, done.catch(() => {}))
    return done
  }

  private async quit(room: string): Promise<void> {
    for (;;) {
      let answer = await this.host.call<{ ok: true } | Refusal>('Leave', { room })
      if (!answer.ok && answer.reason === 'not_member' && this.host.memberships().some(s => s.room === room)) {
        // The server takes it only from a connection that is in the room, and this one did not resume there.
        answer = await this.host.call<Joined | Refusal>('Join', { room, spectate: true })
        if (answer.ok) continue
      }
      // Too many rooms to enter this one, if only to leave it: the server lets go of who stays away.
      if (answer.ok || !comesLater(answer) || isOfNoTime(answer)) return
      const ms = waitMs(answer)
      await new Promise<void>(done => this.host.env.after(ms, done))
    }
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
    const { personal, playerId } = welcome
    const { hold } = this
    if (personal) {
      if (this.personal?.code !== playerId || this.personal.over) this.personal = this.makeRoom(playerId, PERSONAL, false)
      this.resumed(this.personal!, personal, line)
    }
    for (const [i, whom] of asked.entries()) {
      // A handler of the last room may have left the line.
      if (line.left) return
      const answer = welcome.joined[i] ?? { ok: false, reason: 'unavailable' }
      if (whom instanceof ClientRoom) this.resumed(whom, answer, line)
      else this.answered(whom, answer, line)
    }
    this.release(hold)
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
      await this.attachBy(line, 'Join', want.request, answer => this.answered(want, answer, line))
    } catch (error) {
      // Lost: the next `Hello` asks for it.
      if (!(error instanceof Lost)) this.settle(want).reject(error)
    }
  }

  private async rejoin(room: ClientRoom, line: Line): Promise<void> {
    // It may have been left while this waited: a join would make its player a member again.
    if (room.over) return
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

  private answered(want: Want, answer: Joined | Refusal, line: Line): void {
    if (answer.ok) this.settle(want).resolve(this.admit(answer, want.request.spectate))
    // One that was not answered in time is being let in all the same.
    else if (answer.reason !== 'rate_limited' && comesLater(answer)) this.again(line, answer, () => this.ask(want, line))
    else if (!(answer.reason === 'moved' && answer.url && this.follow(answer.url))) {
      this.settle(want).reject(new Refused(answer))
    }
  }

  private resumed(room: ClientRoom, answer: Joined | Refusal, line: Line): void {
    if (room.over) return
    if (answer.ok) {
      this.attach(room, answer)
    } else if (comesLater(answer)) {
      this.again(line, answer, () => this.rejoin(room, line))
    } else if (!(answer.reason === 'moved' && answer.url && this.follow(answer.url))) {
      this.joined.delete(room.code)
      room.end(answer.reason, answer.text)
    }
  }

  /** Calls a little later. A room that did not answer in time is attached when it does, and delivers from then on: that is held. */
  private again(line: Line, refusal: Refusal, call: () => Promise<void>): void {
    if (line.left) return
    const { hold } = this
    hold.calls++
    later(this.host, waitMs(refusal), line, () => void call().finally(() => this.release(hold)))
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

  private makeRoom(code: string, game: string, spectate: boolean): ClientRoom {
    // Inputs are numbered from the time, at most 40 a second: a reload goes on above what it used before.
    const room = new ClientRoom(this.roomHost, code, game, spectate, this.host.env.wall())
    this.host.made(room)
    return room
  }
}

/** A matter of moments, or of the next connection: one that was taken over hears of that in its last word. */
function comesLater({ reason }: Refusal): boolean {
  return reason === 'unavailable' || reason === 'rate_limited' || reason === 'superseded'
}

function isOfNoTime({ reason, retryAfterMs }: Refusal): boolean {
  return reason === 'rate_limited' && retryAfterMs === undefined
}

function waitMs(refusal: Refusal): number {
  return refusal.retryAfterMs ?? (isOfNoTime(refusal) ? LIMITED_MS : REJOIN_MS)
}

function joinRequest(room: ClientRoom): JoinRequest {
  return { room: room.code, cursor: room.position, spectate: room.spectate && room.seat === null }
}

/** Codes are read in any case, with or without the group's hyphen. */
function plain(code: string): string {
  return code.replaceAll('-', '').toUpperCase()
}
