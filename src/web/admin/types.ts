/** What the API answers (`Operations/Admin/AdminView.cs`); what is absent there is undefined here. */

export interface Gauge {
  name: string
  unit: string
  /** One a second, oldest first, five minutes at most. */
  values: number[]
}

export interface Check {
  name: string
  ok: boolean
  detail: string
}

export interface RoomRow {
  room: string
  game: string
  phase: string
  isPrivate: boolean
  connected: number
  members: number
  head: number
  perSecond: number
  /** Of the log's nearer bound: 0 to 1. */
  fill: number
  waiting: number
  p99Ms?: number
  faults: number
  /** The lease of the other node it lives at; absent: here. */
  node?: number
}

/** A node of a cluster. */
export interface NodeRow {
  /** The number of its lease. */
  lease: number
  /** Where the others reach it; empty until it listens. */
  url: string
  isHere: boolean
  isAlive: boolean
  isDraining: boolean
  silentSeconds?: number
  /** Absent: it does not answer. */
  connections?: number
  rooms?: number
}

export interface Overview {
  version: string
  commit: string
  runtime: string
  run: string
  uptimeSeconds: number
  now: number
  isDraining: boolean
  checks: Check[]
  gauges: Gauge[]
  journal: Journal
  /** This one first; empty: it is alone. */
  nodes: NodeRow[]
  roomsInAll: number
  roomsFound: number
  rooms: RoomRow[]
  bans: { id: string; address: string; seconds: number }[]
  audit: { at: number; from: string; action: string; target: string; outcome: string }[]
}

export interface Journal {
  kind: string
  durability: string
  bytes?: number
  maxBytes?: number
  lastWriteMs?: number
  downSeconds?: number
  lastError?: string
  lastErrorAt?: number
}

export interface Member {
  player: string
  name: string
  seat?: number
  isBot: boolean
  isConnected: boolean
  behind: number
  unseen: number
  resumes: number
  roundTripMs?: number
  address?: string
}

export interface RoomEvent {
  seq: number
  /** The numbers up to this one are for others. */
  hiddenUpTo?: number
  type?: string
  at?: number
  from?: string
  bytes?: number
  data?: string
}

export interface RoomView {
  room: RoomRow
  epoch: string
  showsPayloads: boolean
  members: Member[]
  /** Newest first. */
  events: RoomEvent[]
}

export type Action =
  | { action: 'close' | 'save'; room: string }
  | { action: 'kick'; room: string; player: string }
  | { action: 'ban'; player: string; minutes: number }
  | { action: 'unban'; ban: string }
  | { action: 'drain' }
