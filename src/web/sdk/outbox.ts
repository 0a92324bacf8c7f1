import type { Ack } from './games'
import { LIMITS, type WireAck } from './protocol'
import type { DropReason, PendingMove } from './types'

/** More unsent moves than this are refused: nobody plays that far ahead of the server. */
export const OUTBOX_MOVES = 256
/** Wait before a move is offered again, when the server gave no time. */
export const RESEND_MS = 500

/** Refusals that use up no number: the move is sent again, in order (MOV-6). */
const RETRYABLE = new Set(['gap', 'window', 'rate_limited', 'unavailable', 'superseded', 'hello_first', 'other_page'])

/** What a tab keeps of one room's moves across a reload. */
export interface KeptMoves {
  player: string
  epoch: string
  moves: PendingMove[]
}

interface Entry extends PendingMove {
  /** Absent for a move of before a reload: nobody waits for it here. */
  settle?: (ack: Ack) => void
  /** The round in which it was sent last; 0 = not yet on this connection. */
  round: number
}

export interface OutboxHost {
  /** Sends one move. Undefined: the connection ended first, and the next attach decides. */
  send(n: number, move: string, args: unknown[]): Promise<WireAck | undefined>
  after(ms: number, run: () => void): () => void
  /** Keeps what is left, for a reload. */
  keep(moves: PendingMove[]): void
  /** A move ended: with an ack or dropped. `restored`: it is one of before a reload. */
  settled(move: PendingMove, ack: Ack, restored: boolean): void
  dropped(move: PendingMove, reason: DropReason): void
  /** The numbers do not fit the server's: `attach` with its `lastMove` is needed. */
  outOfStep(): void
  /** How many moves may be under way at once. */
  window(): number
}

/**
 * A player's moves in one room, until they are acknowledged. Every move keeps the number it was given; moves are sent
 * in order, at most 16 unacknowledged, and again after a reconnect or a reload (MOV-1, MOV-5).
 */
export class Outbox {
  private entries: Entry[] = []
  private next = 1
  private attached = false
  /** Counts orderly sequences of sends: an answer from an older one decides nothing about sending again. */
  private round = 1
  private cancelResend: (() => void) | undefined
  /** Moves under way when the server closed the connection with an error; empty: it did not. */
  private blamed: number[] = []
  /** The one of them the server cannot read, it seems, and how often it closed over it (MOV-7). */
  private suspect: { n: number; strikes: number } | undefined
  private readonly host: OutboxHost

  constructor(host: OutboxHost) {
    this.host = host
  }

  get pending(): PendingMove[] {
    return this.entries.map(({ n, move, args }) => ({ n, move, args }))
  }

  /** Whether a move is suspected of making the server close the connection. */
  get suspicious(): boolean {
    return this.suspect !== undefined
  }

  /** Moves sent on this connection and not answered. */
  get underWay(): number {
    return this.entries.filter(e => e.round === this.round).length
  }

  /** Takes back what was kept across a reload; before the first `attach`. */
  restore(moves: readonly PendingMove[]): void {
    this.entries = moves.map(({ n, move, args }) => ({ n, move, args, round: 0 }))
  }

  add(move: string, args: unknown[]): Promise<Ack> {
    if (this.entries.length >= OUTBOX_MOVES) {
      return Promise.resolve({ ok: false, n: 0, reason: 'window', text: 'Too many moves wait for the server.' })
    }
    return new Promise(settle => {
      this.entries.push({ n: this.next++, move, args, settle, round: 0 })
      this.keep()
      this.pump()
    })
  }

  /**
   * The room was joined on this connection, and had decided this player's moves up to `lastMove`: up to `ownMove` they
   * may be this page's, the others are not. `pump` sends what is left.
   */
  attach(lastMove: number, ownMove = lastMove): void {
    this.startOver()
    this.attached = true
    const first = this.entries[0]
    if (first && first.n > lastMove + 1) this.drop('gap')
    // Another page has moved on so far that the acks of these are no longer kept.
    if (first && first.n <= lastMove - LIMITS.movesInFlight) this.drop('other_page')
    const foreign = this.entries.findIndex(e => e.n > ownMove && e.n <= lastMove)
    if (foreign >= 0) this.dropFrom(foreign, 'other_page')
    this.next = Math.max(lastMove, this.entries.at(-1)?.n ?? 0) + 1
    this.judgeSuspect(lastMove)
  }

  detach(): void {
    this.attached = false
    this.startOver()
  }

  /** The server closed the connection with an error: one of the moves under way may be what it cannot read. */
  closedByServer(): void {
    this.blamed = this.entries.filter(e => e.round === this.round).map(e => e.n)
  }

  /** Empties the box; its moves are reported and never sent again. */
  drop(reason: DropReason): void {
    this.dropFrom(0, reason)
  }

  /** Sends what may be sent now. */
  pump(): void {
    if (!this.attached || this.cancelResend) return
    for (const entry of this.entries) {
      if (entry.round === this.round) continue
      if (this.underWay >= LIMITS.movesInFlight || this.host.window() <= 0) return
      entry.round = this.round
      void this.send(entry, this.round)
    }
  }

  private async send(entry: Entry, round: number): Promise<void> {
    const ack = await this.host.send(entry.n, entry.move, entry.args)
    if (!ack || !this.entries.includes(entry)) return
    if (ack.ok || !RETRYABLE.has(ack.reason ?? '')) this.decide(entry, ack)
    else if (round === this.round && this.attached) this.offerAgain(entry, ack)
    this.pump()
  }

  private decide(entry: Entry, ack: WireAck): void {
    const index = this.entries.indexOf(entry)
    if (ack.reason === 'not_member') {
      this.drop('not_member')
      return
    }
    if (ack.reason === 'bad_request') {
      this.withdraw(index)
      return
    }
    this.entries.splice(index, 1)
    if (this.suspect?.n === entry.n) this.suspect = undefined
    this.keep()
    const { n, move, args } = entry
    const { reason, text, retryAfterMs, result, seq } = ack
    const answer: Ack = ack.ok
      ? { ok: true, n, result, seq }
      : { ok: false, n, reason: reason ?? 'refused', text, retryAfterMs }
    entry.settle?.(answer)
    this.host.settled({ n, move, args }, answer, !entry.settle)
  }

  /** The server did not take the move, and so none behind it: everything is sent again from here, a little later. */
  private offerAgain(entry: Entry, ack: WireAck): void {
    const first = entry === this.entries[0]
    this.round++
    if (ack.reason === 'other_page' || (ack.reason === 'gap' && first)) this.host.outOfStep()
    this.cancelResend?.()
    this.cancelResend = this.host.after(ack.retryAfterMs ?? RESEND_MS, () => {
      this.cancelResend = undefined
      this.pump()
    })
  }

  /** What the server read it counted: the first move it did not count is what it stopped at. */
  private judgeSuspect(lastMove: number): void {
    const stoppedAt = this.blamed.find(n => n > lastMove)
    this.blamed = []
    if (stoppedAt !== undefined) {
      this.suspect = { n: stoppedAt, strikes: this.suspect?.n === stoppedAt ? this.suspect.strikes + 1 : 1 }
    }
    const { suspect } = this
    if (!suspect) return
    const index = this.entries.findIndex(e => e.n === suspect.n)
    if (index < 0 || lastMove >= suspect.n) this.suspect = undefined
    else if (suspect.strikes >= 2) this.withdraw(index)
  }

  private withdraw(index: number): void {
    const rest = this.entries.splice(index)
    this.suspect = undefined
    // The number was not used up. What stood behind was never applied, and may have been meant to follow.
    this.next = rest[0]?.n ?? this.next
    this.keep()
    rest.forEach((entry, i) => this.report(entry, i === 0 ? 'withdrawn' : 'after_withdrawn'))
  }

  private dropFrom(index: number, reason: DropReason): void {
    const dropped = this.entries.splice(index)
    this.suspect = undefined
    if (dropped.length === 0) return
    this.keep()
    for (const entry of dropped) this.report(entry, reason)
  }

  private report({ n, move, args, settle }: Entry, reason: DropReason): void {
    settle?.({ ok: false, n, reason })
    this.host.dropped({ n, move, args }, reason)
  }

  private startOver(): void {
    this.round++
    this.cancelResend?.()
    this.cancelResend = undefined
  }

  private keep(): void {
    this.host.keep(this.pending)
  }
}
