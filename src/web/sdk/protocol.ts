/** The wire, version 1: names, shapes and limits. What they mean is written in src/GameServer.Protocol. */

/** The version this library speaks; another one is refused with `upgrade_required` (CON-7). */
export const PROTOCOL = 1

export const LIMITS = {
  /** A longer message makes the server close the connection without a word (MOV-7). */
  messageBytes: 8_192,
  /** What the hub protocol puts around the arguments of a call. */
  envelopeBytes: 128,
  /** Containers inside containers. */
  depth: 16,
  /** Moves of one player in one room without ack (MOV-3). */
  movesInFlight: 16,
  /** Rooms in one `Hello`. */
  joinsInHello: 16,
} as const

export interface CursorPosition {
  epoch: string
  seq: number
}

export interface JoinRequest {
  room: string
  cursor?: CursorPosition
  spectate?: boolean
}

export interface HelloRequest {
  protocol: number
  token?: string
  name?: string
  look?: number
  takeOver?: boolean
  /** Which of the player's pages this is, so that no two share a move's number (MOV-5). */
  page?: string
  personal?: CursorPosition
  join?: JoinRequest[]
}

export interface Refusal {
  ok: false
  reason: string
  text?: string
  retryAfterMs?: number
  url?: string
}

export type SnapshotReason = 'new' | 'trimmed' | 'epoch' | 'ahead' | 'budget' | 'desync'

export interface Joined {
  ok: true
  room: string
  game: string
  seat: number | null
  chat?: boolean
  epoch: string
  /** The newest number the viewer is about to reach. */
  head: number
  resume: 'replay' | 'snapshot'
  /** Events after the cursor that this viewer may see; 0 with a snapshot. */
  missed: number
  /** The highest move number of this player that the room has decided. */
  lastMove: number
  /** The highest of them that may be this page's; absent: all may be. */
  ownMove?: number
  serverTime: number
  snapshot?: { seq: number; state: unknown; reason: SnapshotReason }
}

export interface Welcome {
  ok: true
  playerId: string
  token: string
  name?: string
  look?: number
  run: string
  serverTime: number
  /** How long a seat is kept without a connection. */
  seatMs?: number
  personal?: Joined | Refusal
  seats: { room: string; game: string; seat: number | null }[]
  joined: (Joined | Refusal)[]
}

export interface SendRequest {
  room: string
  n: number
  move: string
  args: unknown[]
}

export interface WireAck {
  n: number
  ok: boolean
  reason?: string
  text?: string
  result?: unknown
  seq?: number
  retryAfterMs?: number
}

export interface Pong {
  t: number
  serverTime: number
}

/** An event, or a range of numbers that are for others. */
export type Entry = { type: string; at: number; from?: string; data?: unknown } | { hidden: number }

export type ServerMessage =
  | { kind: 'events'; room: string; epoch: string; first: number; entries: Entry[] }
  | { kind: 'snapshot'; room: string; epoch: string; seq: number; state: unknown; reason: SnapshotReason }
  | { kind: 'frame'; room: string; tick: number; basedOn: number; data: unknown }
  | { kind: 'left'; room: string; reason: string; url?: string }
  | { kind: 'closed'; reason: string; retryAfterMs?: number; url?: string }

/** What happens in a room, in the order in which it came. */
export type RoomMessage = Exclude<ServerMessage, { kind: 'closed' }>

/** Names of the messages from the server, which are positional. */
export const SERVER_MESSAGES = ['events', 'snapshot', 'frame', 'left', 'closed'] as const

/** Gives a positional message its names. Additional arguments of a later server are ignored. */
export function parseMessage(name: (typeof SERVER_MESSAGES)[number], args: unknown[]): ServerMessage {
  const [a, b, c, d, e] = args
  switch (name) {
    case 'events':
      return { kind: name, room: a as string, epoch: b as string, first: c as number, entries: d as Entry[] }
    case 'snapshot':
      return { kind: name, room: a as string, epoch: b as string, seq: c as number, state: d, reason: e as SnapshotReason }
    case 'frame':
      return { kind: name, room: a as string, tick: b as number, basedOn: c as number, data: d }
    case 'left':
      return { kind: name, room: a as string, reason: b as string, url: (c as string | null) ?? undefined }
    case 'closed':
      return {
        kind: name,
        reason: a as string,
        retryAfterMs: (b as number | null) ?? undefined,
        url: (c as string | null) ?? undefined,
      }
  }
}

/** Where each entry of an `events` message stands: `from` and `upTo` are the same number for an event. */
export function* numbered(first: number, entries: readonly Entry[]): Generator<{ from: number; upTo: number; entry: Entry }> {
  let from = first
  for (const entry of entries) {
    const upTo = 'hidden' in entry ? entry.hidden : from
    yield { from, upTo, entry }
    from = upTo + 1
  }
}

/** A call the server refused: carries its reason, its sentence if it has one, and when to try again. */
export class Refused extends Error {
  readonly reason: string
  readonly text: string | undefined
  readonly retryAfterMs: number | undefined
  readonly url: string | undefined

  constructor(refusal: Omit<Refusal, 'ok'>) {
    super(refusal.text ?? `The server refused: ${refusal.reason}.`)
    this.name = 'Refused'
    this.reason = refusal.reason
    this.text = refusal.text
    this.retryAfterMs = refusal.retryAfterMs
    this.url = refusal.url
  }
}
