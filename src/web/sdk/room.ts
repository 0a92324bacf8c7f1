import { faultOf, faultOfMessage } from './check'
import type { Ack, AnyShape, MovesOf, Patch } from './games'
import { RoomHandlers } from './handlers'
import { type KeptMoves, Outbox } from './outbox'
import type { Joined, RoomMessage, WireAck } from './protocol'
import { Stream } from './stream'
import type {
  DropReason,
  EventInfo,
  LeftReason,
  Member,
  Notice,
  Off,
  PendingMove,
  Room,
  RoomStats,
  RuntimeState,
  SnapshotInfo,
  Table,
} from './types'

/** The game of every player's own room. */
export const PERSONAL = 'personal'

/** What a room asks of the client around it. */
export interface RoomHost {
  playerId(): string
  /** A reason why moves cannot even wait: another tab has taken over. */
  closed(): string | undefined
  send(room: string, n: number, move: string, args: unknown[]): Promise<WireAck | undefined>
  input(room: string, n: number, data: unknown): void
  /** Ask for the state of a room that is out of step. */
  askSnapshot(room: ClientRoom): void
  /** Ask what the server has decided of this player's moves. */
  rejoin(room: ClientRoom): void
  leave(room: ClientRoom): Promise<void>
  took(room: string, seq: number, numbers: number): void
  tookFrame(room: string, seq: number, tick: number): void
  serverNow(): number
  visible(): boolean
  window(): number
  moveSettled(): void
  after(ms: number, run: () => void): Off
  movesOf(room: string): KeptMoves | undefined
  keepMoves(room: string, kept: KeptMoves): void
  presented(room: string, epoch: string): number
  present(room: string, epoch: string, seq: number): void
  notice(notice: Notice): void
  report(error: unknown): void
}

/** A room as one player sees it: what it shows, who listens, and the player's moves in it. */
export class ClientRoom extends RoomHandlers implements Room {
  readonly code: string
  game: string
  seat: number | null = null
  chat = false
  over: LeftReason | undefined
  presented = 0
  readonly move: MovesOf<AnyShape>
  /** Asked to watch when joining. */
  readonly spectate: boolean

  private readonly host: RoomHost
  private readonly stream: Stream
  private readonly outbox: Outbox
  private attached = false
  private restored = false
  /** The epoch in which moves are numbered; a join tells it before its state is shown. */
  private history = ''
  private inputs: number

  /** `inputs`: at least every number this player has given to an input before a reload. */
  constructor(host: RoomHost, code: string, game: string, spectate: boolean, inputs: number) {
    super(error => host.report(error))
    this.host = host
    this.code = code
    this.game = game
    this.spectate = spectate
    this.inputs = inputs
    this.stream = new Stream({
      event: (data, event) => this.event(data, { ...event, presented: event.seq <= this.presented }),
      snapshot: (info, awayMs, underWay) => this.snapshot(info, awayMs, underWay),
      frame: frame => {
        host.tookFrame(code, this.seq, frame.tick)
        this.frameTaken.emit(frame)
      },
      caughtUp: (missed, awayMs) => {
        // Of the player's own room only what was missed is news.
        if (missed > 0 || (awayMs > 0 && this.game !== PERSONAL)) host.notice({ kind: 'replayed', room: code, awayMs, missed })
      },
      took: numbers => this.took(numbers),
      outOfStep: () => host.askSnapshot(this),
    }, () => host.serverNow())
    this.outbox = new Outbox({
      send: (n, move, args) => host.send(code, n, move, args),
      after: (ms, run) => host.after(ms, run),
      keep: moves => host.keepMoves(code, { player: host.playerId(), epoch: this.history, moves }),
      settled: (move, ack, restored) => this.settled(move, ack, restored),
      dropped: (move, reason) => host.notice({ kind: 'moveDropped', room: code, ...move, reason }),
      outOfStep: () => host.rejoin(this),
      window: () => host.window(),
    })
    this.move = new Proxy({} as MovesOf<AnyShape>, {
      // A promise looks for `then`, which is no move.
      get: (_, name) =>
        name === 'then' || typeof name === 'symbol' ? undefined : (...args: unknown[]) => this.send(name, args),
    })
  }

  get seq(): number {
    return this.stream.position?.seq ?? 0
  }
  get epoch(): string {
    return this.stream.position?.epoch ?? ''
  }
  get table(): Table {
    return this.stream.view.table
  }
  get members(): readonly Member[] {
    return this.table.members
  }
  get me(): Member | undefined {
    const id = this.host.playerId()
    return this.members.find(m => m.id === id)
  }
  get state(): Record<string, unknown> & RuntimeState {
    return this.stream.view.state
  }
  get mine(): Record<string, unknown> | null {
    return this.stream.view.mine
  }
  get live(): boolean {
    return this.attached && this.stream.upToDate
  }
  get pending(): readonly PendingMove[] {
    return this.outbox.pending
  }
  get stats(): RoomStats {
    return this.stream.stats
  }

  send(move: string, args: unknown[] = []): Promise<Ack> {
    if (this.over) return refuse('not_member')
    const closed = this.host.closed()
    if (closed) return refuse(closed)
    const fault = faultOf({ room: this.code, n: Number.MAX_SAFE_INTEGER, move, args })
    if (fault) return refuse('bad_args', fault)
    // A copy: the move stays what it is, whatever the caller does to its arguments afterwards.
    const ack = this.outbox.add(move, JSON.parse(JSON.stringify(args)) as unknown[])
    this.stateChanged.emit()
    return ack
  }

  input(data: unknown = null): number {
    const n = ++this.inputs
    const fault = faultOfMessage({ room: this.code, n, data }, [data])
    if (fault) throw new TypeError(fault)
    if (this.attached) this.host.input(this.code, n, data)
    return n
  }

  leave(): Promise<void> {
    return this.host.leave(this)
  }

  // What follows is for the client alone.

  /** Where to resume; undefined: from a snapshot. */
  get position(): { epoch: string; seq: number } | undefined {
    return this.stream.position
  }
  get isAttached(): boolean {
    return this.attached
  }
  /** Whether one of its moves is suspected of making the server close the connection. */
  get suspicious(): boolean {
    return this.outbox.suspicious
  }
  get movesUnderWay(): number {
    return this.outbox.underWay
  }

  /** The answer of the call that joined this room on this connection. Messages of the room come after it. */
  attach(joined: Joined, awayMs: number): void {
    const before = this.position && { seat: this.seat, epoch: this.epoch }
    this.attached = true
    // What is replayed may have been another game's: the patch that changed it is among it.
    if (!before || joined.resume === 'snapshot') this.game = joined.game
    this.chat = joined.chat ?? false
    this.seat = joined.seat
    this.history = joined.epoch
    if (before && before.epoch !== joined.epoch) this.outbox.drop('epoch')
    if (!this.restored) this.restore(joined.epoch)
    // Before any handler runs: the moves it makes are numbered after these.
    this.outbox.attach(joined.lastMove, joined.ownMove)
    if (!this.attached) return
    this.stream.attach(joined, awayMs)
    if (before && before.seat !== null && joined.seat === null) {
      this.host.notice({ kind: 'seatLost', room: this.code, awayMs })
    }
    this.outbox.pump()
    this.stateChanged.emit()
  }

  detach(): void {
    this.attached = false
    this.stream.detach()
    this.outbox.detach()
  }

  take(message: RoomMessage): void {
    if (message.kind === 'left') this.end(message.reason)
    else this.stream.take(message)
  }

  /** The connection was closed by the server with an error. */
  closedByServer(): void {
    this.outbox.closedByServer()
  }

  pump(): void {
    this.outbox.pump()
  }

  dropMoves(reason: DropReason): void {
    this.outbox.drop(reason)
    this.stateChanged.emit()
  }

  /** This room is over for the player. */
  end(reason: LeftReason, text?: string): void {
    if (this.over) return
    this.over = reason
    this.detach()
    this.outbox.drop('left')
    if (reason !== 'left') this.host.notice({ kind: 'left', room: this.code, reason, text })
    this.leftFor.emit(reason)
    this.stateChanged.emit()
  }

  private event(data: unknown, event: EventInfo): void {
    if (event.type === 'patch') {
      const { game, chat } = data as Patch
      this.game = game ?? this.game
      this.chat = chat ?? this.chat
    }
    if (event.from === this.host.playerId() && (event.type === 'seated' || event.type === 'joined')) {
      this.seat = this.me?.seat ?? null
    }
    this.emitEvent(data, event)
  }

  private took(numbers: number): void {
    this.host.took(this.code, this.seq, numbers)
    this.markPresented()
    this.stateChanged.emit()
  }

  private snapshot(info: SnapshotInfo, awayMs: number, underWay: boolean): void {
    const { reason } = info
    this.history = this.epoch
    if (this.me) this.seat = this.me.seat
    this.presented = this.host.presented(this.code, this.epoch)
    if (reason === 'epoch' || reason === 'ahead') {
      this.host.notice({ kind: 'historyLost', room: this.code, reason, awayMs })
    } else if (reason === 'trimmed' || reason === 'budget') {
      this.host.notice({ kind: 'snapshot', room: this.code, reason, awayMs })
    }
    this.host.took(this.code, this.seq, 0)
    this.snapshotTaken.emit(info)
    this.markPresented()
    if (underWay) {
      // The numbers of moves are the new history's; a join tells them.
      this.outbox.drop('epoch')
      this.host.rejoin(this)
    }
    this.stateChanged.emit()
  }

  /** Remembers what this tab has shown, so that a reload does not sound it again (SNP-4). */
  private markPresented(): void {
    if (this.attached && this.host.visible()) this.host.present(this.code, this.epoch, this.seq)
  }

  /** Moves that a reload left behind, if they are this player's and of this history (MOV-5). */
  private restore(epoch: string): void {
    this.restored = true
    const kept = this.host.movesOf(this.code)
    if (!kept) return
    this.outbox.restore(kept.moves)
    if (kept.player !== this.host.playerId()) this.outbox.drop('denied')
    else if (kept.epoch !== epoch) this.outbox.drop('epoch')
  }

  private settled(move: PendingMove, ack: Ack, restored: boolean): void {
    if (restored && !ack.ok) {
      this.host.notice({ kind: 'moveRefused', room: this.code, ...move, reason: ack.reason, text: ack.text })
    }
    this.stateChanged.emit()
    this.host.moveSettled()
  }
}

/** The answer to a move that was given no number. */
function refuse(reason: string, text?: string): Promise<Ack> {
  return Promise.resolve({ ok: false, n: 0, reason, text })
}
