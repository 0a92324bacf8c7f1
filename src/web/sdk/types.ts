import type { Ack, EventsOf, Game, GameShape, AnyShape, MovesOf } from './games'

/** Where the connection stands. The banner is a pure function of this. */
export type Link =
  /** Dialling; `try` counts from 1 since the last time it was live. */
  | { state: 'connecting'; try: number }
  | { state: 'live'; quality: 'good' | 'shaky' }
  /** The next dial is at `retryAt` (Unix ms by this computer's clock). `why` is given when it is known. */
  | { state: 'waiting'; try: number; retryAt: number; why?: WaitReason }
  /** Nothing is dialled any more until `takeOver()` or `retryNow()`. */
  | { state: 'ended'; reason: EndReason }

/**
 * `draining`: the server restarts. `busy`: it is full or limits how many may come at once.
 * `blocked`: its pages load, but WebSockets have failed twice.
 */
export type WaitReason = 'draining' | 'busy' | 'blocked'

/**
 * `left`: `stop()` was called. `superseded`: a newer connection of this player took over. `playing_elsewhere`: another
 * connection of this player lives and this one did not ask to take over. `upgrade_required`: this library is too old.
 * `flooding`, `bad_request`: the server closed for too many or malformed messages. `refused`: `Hello` was refused for
 * a reason this version does not know.
 */
export type EndReason =
  | 'left'
  | 'superseded'
  | 'playing_elsewhere'
  | 'upgrade_required'
  | 'flooding'
  | 'bad_request'
  | 'refused'

/** Things a person may want to be told, each said once. */
export type Notice =
  /** Back, and every missed event was replayed; said when the last of them is applied. */
  | { kind: 'replayed'; room: string; awayMs: number; missed: number }
  /** The room was shown anew: behind the log's bound, or over the replay allowance. */
  | { kind: 'snapshot'; room: string; reason: 'trimmed' | 'budget'; awayMs: number }
  /** Another run of the server, same epochs: nothing was lost. */
  | { kind: 'restarted' }
  /** The server's history was cut or replaced (`epoch`), or ends before what this client had seen (`ahead`). */
  | { kind: 'historyLost'; room: string; reason: 'epoch' | 'ahead'; awayMs: number }
  /** The server does not know this player any more; the client went on as a new one. */
  | { kind: 'denied' }
  | { kind: 'superseded' }
  | { kind: 'playing_elsewhere' }
  | { kind: 'draining'; retryAfterMs: number }
  /** The player had a seat and came back without one. */
  | { kind: 'seatLost'; room: string; awayMs: number }
  /** A move that will never be sent again. */
  | { kind: 'moveDropped'; room: string; n: number; move: string; args: unknown[]; reason: DropReason }
  /** A move of before a reload was refused; nobody holds its promise any more. */
  | { kind: 'moveRefused'; room: string; n: number; move: string; args: unknown[]; reason: string; text?: string }
  /** This room is over for this player. */
  | { kind: 'left'; room: string; reason: LeftReason; text?: string }
  /** The server closed the connection for this reason. */
  | { kind: 'closed'; reason: string; retryAfterMs?: number }

/** `kicked`, `ended`, `moved` from the server; `full`, `not_found` ... when coming back was refused; `denied` too. */
export type LeftReason = 'kicked' | 'ended' | 'moved' | (string & {})

/**
 * `left`: the room was left. `epoch`: the room's history is another one. `not_member`: the player is no member.
 * `superseded`: another tab took over. `other_page`: it used the move's number meanwhile. `denied`: the player is a new one.
 * `gap`: older moves are missing. `withdrawn`: the server would not read it. `after_withdrawn`: it stood behind one that was withdrawn.
 */
export type DropReason = 'left' | 'epoch' | 'not_member' | 'superseded' | 'other_page' | 'denied' | 'gap' | 'withdrawn' | 'after_withdrawn'

export interface Member {
  id: string
  name: string
  /** 0 to 7: colour and shape. */
  look: number
  /** Null for spectators, and in rooms without seats. */
  seat: number | null
  bot: boolean
  /** No connection for 3 s or more. */
  away: boolean
  spectator: boolean
}

export interface Table {
  members: readonly Member[]
  /** Player id of the captain. */
  captain: string | null
  phase: 'lobby' | 'playing' | 'ended'
  /** Counts matches from 1. */
  match: number
  options: Record<string, unknown>
  result: unknown
  /** How many want another match. */
  votes: number
  /** When the next match starts by itself, Unix ms by the server's clock; null: it does not. */
  startsAt: number | null
}

/** What the runtime keeps beside the game's own properties in `room.state`. */
export interface RuntimeState {
  /** The seat whose turn it is. */
  turn?: number
  /** The game's timers by name: when each fires, Unix ms by the server's clock (`client.serverNow()`). */
  deadlines?: Readonly<Record<string, number>>
}

/** What is known of an event beside its data. */
export interface EventInfo {
  type: string
  seq: number
  /** Unix ms, by the server's clock. */
  at: number
  /** Id of the player who caused it. */
  from?: string
  /** Numbers right before it that were for others; absent: none. */
  hidden?: number
  /** Happened while this client was away: apply silently, say what changed at the end. */
  replayed: boolean
  /** This tab has shown it before, perhaps before a reload: no sound, no toast. */
  presented: boolean
}

export interface SnapshotInfo {
  reason: 'new' | 'trimmed' | 'epoch' | 'ahead' | 'budget' | 'desync'
  seq: number
}

export interface Frame {
  tick: number
  data: unknown
}

/** A move without its ack yet: show it dimmed. */
export interface PendingMove {
  n: number
  move: string
  args: unknown[]
}

/** Stops what it was returned by. */
export type Off = () => void

/** One table. What it shows (`table`, `state`, `mine`) is replaced, never changed in place. */
export interface Room<S extends GameShape = AnyShape> {
  readonly code: string
  /** Changes when the captain changes the game. */
  readonly game: string
  /** The own seat; null for spectators and in rooms without seats. */
  readonly seat: number | null
  /** Whether the room has a chat. */
  readonly chat: boolean
  /** Number of the last event applied. */
  readonly seq: number
  readonly epoch: string
  readonly table: Table
  readonly members: readonly Member[]
  /** The own entry among the members. */
  readonly me: Member | undefined
  readonly state: S['state'] & RuntimeState
  /** What only this player may see; null for who has no seat. */
  readonly mine: S['mine'] | null
  /** Number of the last event shown by this tab before it was reloaded; 0 if none. */
  readonly presented: number
  /** False while the client is away, catching up, or has left. */
  readonly live: boolean
  /** Why the room is over for this player, once it is. */
  readonly over: LeftReason | undefined
  readonly pending: readonly PendingMove[]
  readonly stats: RoomStats

  /** The game's moves. Resolves when the move is applied and durable, or refused; survives reconnects. */
  readonly move: MovesOf<S>
  /** Any move by name. */
  send(move: string, args?: unknown[]): Promise<Ack>
  /**
   * Volatile input, latest wins; not sent while there is no connection. The server drops what is beyond 40 a second
   * (`Limits:InputsPerSecond`). Answers its number, which frames name as taken. Throws what the server could not read.
   */
  input(data: S['input']): number
  leave(): Promise<void>

  on<K extends keyof EventsOf<S> & string>(type: K, handler: (data: EventsOf<S>[K], event: EventInfo) => void): Off
  /** Every event, after the handlers of its type. */
  onAny(handler: (data: unknown, event: EventInfo) => void): Off
  /** After `table`, `state`, `mine`, `seat` or `pending` changed; once for a whole batch of events. */
  onState(handler: () => void): Off
  /** The room was put somewhere else than one event further: start over from `room.state`. */
  onSnapshot(handler: (info: SnapshotInfo) => void): Off
  onFrame(handler: (frame: Frame) => void): Off
  onLeft(handler: (reason: LeftReason) => void): Off
}

export interface RoomStats {
  /** Events applied. */
  events: number
  /** Events applied that happened while this client was away. */
  caughtUp: number
  /** Times the client found itself out of step and asked for the state: a bug each. */
  desyncs: number
  frames: number
}

export interface RoomInfo {
  room: string
  game: string
  seats: number
  taken: number
  bots: number
  spectators: number
  phase: 'lobby' | 'playing' | 'ended'
}

export interface SeatInfo {
  room: string
  game: string
  /** Null for a spectator. */
  seat: number | null
}

export interface Ping {
  /** Unix ms by this computer's clock. */
  at: number
  /** Round trip in ms. */
  rtt: number
}

export interface JoinOptions {
  /** Watch: also when no seat is free. */
  spectate?: boolean
}

export interface CreateOptions {
  options?: Record<string, unknown>
  /** A private room has a code of 8 characters and is in no list. */
  isPrivate?: boolean
}

export interface Player {
  /** Known after the first welcome. */
  readonly id: string | undefined
  readonly name: string | undefined
  readonly look: number | undefined
}

/**
 * A player's connection to the server. Resumes by itself; calls made while it is away wait for it.
 * Calls that the server refuses reject with `Refused`; moves never reject: a refused move is an `Ack`.
 */
export interface Client {
  readonly link: Link
  /** What the browser says of its network; false at once when the cable is out, long before `link` can know. */
  readonly online: boolean
  readonly player: Player
  /** Round trip in ms, smoothed; undefined before the first. */
  readonly rtt: number | undefined
  /** Round trips of the last 60 s, oldest first. */
  readonly pings: readonly Ping[]
  /** When the last byte came, Unix ms by this computer's clock. */
  readonly heardAt: number | undefined
  /** Times the connection was lost since the page was loaded. */
  readonly drops: number
  readonly rooms: ReadonlyMap<string, Room>
  /** Every room in which the player has a place, as the last welcome said. */
  readonly seats: readonly SeatInfo[]
  /** How long the server keeps a seat without a connection, ms; known after the first welcome. */
  readonly seatMs: number | undefined
  /** The player's own room: invitations and notices. Known after the first welcome. */
  readonly personal: Room | undefined
  /** The server's clock now, Unix ms. */
  serverNow(): number

  /** After `link` or `online` changed. */
  onLink(handler: (link: Link) => void): Off
  onNotice(handler: (notice: Notice) => void): Off
  /** A room is about to be joined for the first time: whoever listens to it from here misses none of its events. */
  onRoom(handler: (room: Room) => void): Off

  start(): void
  /** Ends the connection for good; rooms keep their seats for a while. */
  stop(): void
  /** "Play here": takes over from the player's other tab. */
  takeOver(): void
  /** Dials now: while waiting, or after an end that was not somebody else's tab. */
  retryNow(): void
  /** Changes what the next `Hello` says; rooms joined later show it. */
  rename(name: string, look: number): void

  join(code: string, options?: JoinOptions): Promise<Room>
  join<S extends GameShape>(game: Game<S>, code: string, options?: JoinOptions): Promise<Room<S>>
  /** Quick play: a public room with a free seat, or a new one. */
  play(game: string): Promise<Room>
  play<S extends GameShape>(game: Game<S>): Promise<Room<S>>
  create(game: string, options?: CreateOptions): Promise<Room>
  create<S extends GameShape>(game: Game<S>, options?: CreateOptions): Promise<Room<S>>
  leave(room: Room | string): Promise<void>
  /** The public rooms; `rate_limited` for who asks more than twice a second for long. */
  list(game?: string): Promise<RoomInfo[]>
}
