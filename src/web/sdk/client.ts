import { hubAt } from './address'
import { browserEnv } from './browser'
import type { Env } from './env'
import type { Game, GameShape } from './games'
import type { HubProtocol } from './hub'
import { Listeners } from './listeners'
import { Refused, type Refusal } from './protocol'
import { Session } from './session'
import type { Client, CreateOptions, JoinOptions, Link, Notice, Off, Ping, Player, Room, RoomInfo, SeatInfo } from './types'

export interface ClientOptions {
  /** Address of the server, as one opens it in a browser, or of its hub; default: of the server this library was loaded from. */
  url?: string
  /** Cut to 16 graphemes by the server; without one it makes a name up. */
  name?: string
  /** 0 to 7: colour and shape. */
  look?: number
  /** Take the player over at once, as `takeOver()` does. */
  takeOver?: boolean
  onLink?: (link: Link) => void
  onNotice?: (notice: Notice) => void
  /** Needed where there is no global WebSocket. */
  webSocket?: typeof WebSocket
  /** Another way of writing than JSON: `messagePack()`. A server that does not speak it is spoken to in JSON. */
  protocol?: HubProtocol
  /** Replaces parts of the surroundings: storage, time, visibility ... */
  env?: Partial<Env>
}

/** Connects, and answers when the player is known; rejects with `Refused` when that cannot be. */
export async function connect(options: ClientOptions = {}): Promise<GameClient> {
  const client = new GameClient(options)
  client.start()
  try {
    await client.ready()
  } catch (error) {
    client.stop()
    throw error
  }
  return client
}

export class GameClient implements Client {
  private readonly session: Session
  private readonly linkChanged: Listeners<[Link]>
  private readonly noticed: Listeners<[Notice]>
  private readonly roomMade: Listeners<[Room]>

  constructor(options: ClientOptions = {}) {
    const env = { ...browserEnv(options.webSocket, options.protocol), ...options.env }
    const report = (error: unknown): void => env.report(error)
    this.linkChanged = new Listeners(report)
    this.noticed = new Listeners(report)
    this.roomMade = new Listeners(report)
    if (options.onLink) this.onLink(options.onLink)
    if (options.onNotice) this.onNotice(options.onNotice)
    this.session = new Session(
      env,
      { ...options, url: hubAt(options.url ?? whereLoaded()) },
      () => this.linkChanged.emit(this.link),
      notice => this.noticed.emit(notice),
      room => this.roomMade.emit(room),
    )
  }

  get link(): Link {
    return this.session.machine.link
  }
  get online(): boolean {
    return this.session.machine.online
  }
  get player(): Player {
    const { id, name, look } = this.session.player
    return { id, name, look }
  }
  get rtt(): number | undefined {
    return this.session.clock.rtt
  }
  get pings(): readonly Ping[] {
    return this.session.clock.pings
  }
  get heardAt(): number | undefined {
    return this.session.machine.heardWall
  }
  get drops(): number {
    return this.session.machine.drops
  }
  get rooms(): ReadonlyMap<string, Room> {
    return this.session.rooms.joined
  }
  get seats(): readonly SeatInfo[] {
    return this.session.seats
  }
  get seatMs(): number | undefined {
    return this.session.seatMs
  }
  get personal(): Room | undefined {
    return this.session.rooms.personal
  }
  serverNow(): number {
    return this.session.clock.now()
  }

  onLink(handler: (link: Link) => void): Off {
    return this.linkChanged.add(handler)
  }
  onNotice(handler: (notice: Notice) => void): Off {
    return this.noticed.add(handler)
  }
  onRoom(handler: (room: Room) => void): Off {
    return this.roomMade.add(handler)
  }

  start(): void {
    this.session.start()
  }
  stop(): void {
    this.session.stop()
  }
  takeOver(): void {
    this.session.takeOver()
  }
  retryNow(): void {
    this.session.retryNow()
  }
  rename(name: string, look: number): void {
    this.session.rename(name, look)
  }
  async ready(): Promise<void> {
    await this.session.live()
  }

  join(code: string, options?: JoinOptions): Promise<Room>
  join<S extends GameShape>(game: Game<S>, code: string, options?: JoinOptions): Promise<Room<S>>
  async join(first: string | Game, second?: string | JoinOptions, third?: JoinOptions): Promise<unknown> {
    this.session.throwIfEnded()
    if (typeof first === 'string') return this.session.rooms.join(first, second as JoinOptions | undefined)
    const before = this.session.rooms.byCode(second as string)
    const room = before ?? (await this.session.rooms.join(second as string, third))
    if (room.game === first.id) return room
    if (!before) await this.session.rooms.leave(room)
    throw new Refused({ reason: 'other_game', text: `Room ${room.code} plays ${room.game}, not ${first.id}.` })
  }

  play(game: string): Promise<Room>
  play<S extends GameShape>(game: Game<S>): Promise<Room<S>>
  play(game: string | Game): Promise<unknown> {
    return this.session.rooms.enter('Play', { game: idOf(game) })
  }

  create(game: string, options?: CreateOptions): Promise<Room>
  create<S extends GameShape>(game: Game<S>, options?: CreateOptions): Promise<Room<S>>
  create(game: string | Game, options: CreateOptions = {}): Promise<unknown> {
    return this.session.rooms.enter('Create', { game: idOf(game), ...options })
  }

  async leave(room: Room | string): Promise<void> {
    const found = this.session.rooms.byCode(typeof room === 'string' ? room : room.code)
    if (found) await this.session.rooms.leave(found)
  }

  async list(game?: string): Promise<RoomInfo[]> {
    const answer = await this.session.call<{ ok: true; rooms: RoomInfo[] } | Refusal>('Rooms', { game })
    if (!answer.ok) throw new Refused(answer)
    return answer.rooms
  }
}

function idOf(game: string | Game): string {
  return typeof game === 'string' ? game : game.id
}

/** The library is served by the server it talks to. */
function whereLoaded(): string {
  const here = new URL(import.meta.url)
  if (!here.protocol.startsWith('http')) {
    throw new TypeError('Give the server\'s address as `url`: this library was not loaded from a server.')
  }
  return here.origin
}
