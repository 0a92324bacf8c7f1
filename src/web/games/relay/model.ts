import type { Unread } from '../../kit/module'
import type { TableEvents } from '../../sdk'

/**
 * The lounge's ledger: every event of the room in order, and a count of its own. The SDK already takes each event
 * exactly once; this reducer checks that from the outside, so that whoever looks can see it.
 */
export interface Entry {
  seq: number
  /** Server time, ms. */
  at: number
  kind: 'spark' | 'chat' | 'joined' | 'left' | 'away' | 'back' | 'other'
  /** Who did it; the name is kept, because people leave. */
  who: { id: string; name: string; look: number } | null
  /** What was said, or the type of an event the lounge has no words for. */
  text: string
  /** It happened while this page was away. */
  caughtUp: boolean
}

/** A cut in the ledger: one was away here, or the past before it is not known. */
export interface Mark {
  /** The mark stands before the event with this number. */
  before: number
  kind: 'away' | 'start'
  /** For `away`. */
  awayMs: number
  caughtUp: number
}

export interface Ledger {
  /** Oldest first, at most KEEP. */
  readonly entries: readonly Entry[]
  readonly marks: readonly Mark[]
  /** Number of the last event taken. */
  readonly last: number
  readonly received: number
  /** Events that came with a number that was there already. */
  readonly duplicates: number
  /** Numbers that were passed over, and not because they were for others. */
  readonly gaps: number
  readonly caughtUp: number
}

export const KEEP = 400

/** An event as the room tells it. */
export interface Told {
  seq: number
  at: number
  type: string
  from?: string | undefined
  replayed: boolean
  /** Numbers right before it that were for others. */
  hidden?: number | undefined
  data: unknown
}

/** The ledger of somebody who comes in when `seq` was the last event. */
export function init(seq: number): Ledger {
  return {
    entries: [],
    marks: seq > 0 ? [{ before: seq + 1, kind: 'start', awayMs: 0, caughtUp: 0 }] : [],
    last: seq,
    received: 0,
    duplicates: 0,
    gaps: 0,
    caughtUp: 0,
  }
}

/** The ledger after one event; `who` is the person behind `from`, as known when the event came. */
export function apply(ledger: Ledger, told: Told, who: Entry['who']): Ledger {
  if (told.seq <= ledger.last) return { ...ledger, duplicates: ledger.duplicates + 1 }
  const entry: Entry = {
    seq: told.seq,
    at: told.at,
    kind: kindOf(told.type),
    who,
    text: textOf(told),
    caughtUp: told.replayed,
  }
  return {
    ...ledger,
    entries: [...ledger.entries, entry].slice(-KEEP),
    last: told.seq,
    received: ledger.received + 1,
    gaps: ledger.gaps + (told.seq - ledger.last - 1 - (told.hidden ?? 0)),
    caughtUp: ledger.caughtUp + (told.replayed ? 1 : 0),
  }
}

/** Says that the `missed` events just taken were caught up after `awayMs`. */
export function cameBack(ledger: Ledger, awayMs: number, missed: number): Ledger {
  // The mark stands before the first event that was caught up, or at the end when there was none.
  const caughtUp = missed > 0 ? ledger.entries.filter(entry => entry.caughtUp).slice(-missed) : []
  const before = caughtUp[0]?.seq ?? ledger.last + 1
  return { ...ledger, marks: [...ledger.marks, { before, kind: 'away' as const, awayMs, caughtUp: missed }].slice(-20) }
}

/** The room went on from a snapshot: what lies between is not known, and is said so. */
export function jump(ledger: Ledger, seq: number): Ledger {
  const mark: Mark = { before: seq + 1, kind: 'start', awayMs: 0, caughtUp: 0 }
  // Another epoch may count lower: old numbers would stand beside the same new ones.
  const entries = seq < ledger.last ? [] : ledger.entries
  const marks = seq < ledger.last ? [] : ledger.marks
  return { ...ledger, entries, marks: [...marks, mark], last: seq }
}

function kindOf(type: string): Entry['kind'] {
  switch (type) {
    case 'spark':
    case 'chat':
    case 'joined':
    case 'left':
    case 'away':
    case 'back':
      return type
    default:
      return 'other'
  }
}

function textOf({ type, data }: Told): string {
  if (type === 'chat') return String((data as Unread<TableEvents['chat']> | null)?.text ?? '')
  return kindOf(type) === 'other' ? type : ''
}
