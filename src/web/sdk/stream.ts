import { Cursor } from './cursor'
import { type Entry, type Joined, numbered, type RoomMessage } from './protocol'
import { EMPTY_TABLE, reduce, type View, viewOf } from './state'
import type { EventInfo, Frame, RoomStats, SnapshotInfo } from './types'

type FrameMessage = Extract<RoomMessage, { kind: 'frame' }>
export type StreamMessage = Exclude<RoomMessage, { kind: 'left' }>
type Snapshot = Pick<Extract<RoomMessage, { kind: 'snapshot' }>, 'epoch' | 'seq' | 'state' | 'reason'>

/** Where a stream's news go. */
export interface StreamSink {
  event(data: unknown, event: Omit<EventInfo, 'presented'>): void
  /** `underWay`: the history became another one on an open connection, not by the answer of a join. */
  snapshot(info: SnapshotInfo, awayMs: number, underWay: boolean): void
  frame(frame: Frame): void
  /** The last event that was missed is applied. */
  caughtUp(missed: number, awayMs: number): void
  /** A batch was applied: `numbers` more were taken. */
  took(numbers: number): void
  /** Ask for the state: the numbers do not fit. */
  outOfStep(): void
}

/**
 * One player's way through a room's history: a cursor and what the room shows at exactly that number. Live events,
 * replayed ones and snapshots come in through the same door.
 */
export class Stream {
  view: View = { table: EMPTY_TABLE, state: {}, mine: null }
  readonly stats: RoomStats = { events: 0, caughtUp: 0, desyncs: 0, frames: 0 }

  private cursor: Cursor | undefined
  /** The state was asked for: until it comes, numbers mean nothing. */
  private asked = false
  /** Changes with every attachment: what a handler ended is not delivered to its end (DLV-6). */
  private attachment = 0
  private catchUp: { head: number; missed: number; awayMs: number } | undefined
  /** Numbers behind the last event that are for others. */
  private hidden = 0
  private waitingFrame: FrameMessage | undefined
  private lastTick = -1
  private readonly sink: StreamSink
  private readonly serverNow: () => number

  constructor(sink: StreamSink, serverNow: () => number) {
    this.sink = sink
    this.serverNow = serverNow
  }

  /** Where to resume; undefined: from a snapshot. */
  get position(): { epoch: string; seq: number } | undefined {
    return this.cursor && { epoch: this.cursor.epoch, seq: this.cursor.seq }
  }

  /** Nothing is missing that is known of. */
  get upToDate(): boolean {
    return !this.asked && !this.catchUp
  }

  /** Goes on where the answer of a join says. */
  attach(joined: Joined, awayMs: number): void {
    this.detach()
    this.forgetFrames()
    if (joined.snapshot) {
      this.place({ ...joined.snapshot, epoch: joined.epoch }, awayMs, false)
    } else if (joined.resume === 'replay' && this.cursor) {
      this.asked = false
      this.catchUp = { head: joined.head, missed: joined.missed, awayMs }
      this.checkCaughtUp()
    } else {
      this.asked = true
    }
  }

  /** Ends a delivery that is under way. */
  detach(): void {
    this.attachment++
    this.catchUp = undefined
  }

  take(message: StreamMessage): void {
    if (message.kind === 'events') this.takeEvents(message.epoch, message.first, message.entries)
    else if (message.kind === 'frame') this.takeFrame(message)
    else this.takeSnapshot(message)
  }

  private takeEvents(epoch: string, first: number, entries: readonly Entry[]): void {
    const { cursor, attachment } = this
    if (!cursor || this.asked) return
    if (epoch !== cursor.epoch) {
      this.outOfStep()
      return
    }
    const start = cursor.seq
    for (const { from, upTo, entry } of numbered(first, entries)) {
      const before = cursor.seq
      // The cursor moves before any handler runs (DLV-6).
      const taken = cursor.take(from, upTo)
      if (taken === 'duplicate') continue
      if (taken === 'gap') {
        this.outOfStep()
        break
      }
      if ('hidden' in entry) {
        this.hidden += cursor.seq - before
        continue
      }
      this.apply(from, entry)
      if (attachment !== this.attachment) return
    }
    this.checkCaughtUp()
    if (cursor.seq > start) this.sink.took(cursor.seq - start)
    if (attachment === this.attachment) this.releaseFrame()
  }

  private apply(seq: number, { type, at, from, data }: Exclude<Entry, { hidden: number }>): void {
    this.view = reduce(this.view, type, from, data, at)
    const replayed = seq <= (this.catchUp?.head ?? 0)
    this.stats.events++
    if (replayed) this.stats.caughtUp++
    if (type === 'started') this.lastTick = -1
    const hidden = this.hidden || undefined
    this.hidden = 0
    this.sink.event(data, { type, seq, at, from, hidden, replayed })
  }

  private takeSnapshot(snapshot: Snapshot): void {
    const { cursor } = this
    // One that was overtaken by what it was asked for: what is shown is newer.
    if (cursor && cursor.epoch === snapshot.epoch && snapshot.seq < cursor.seq && snapshot.reason !== 'ahead') {
      this.asked = false
      return
    }
    this.place(snapshot, 0, cursor !== undefined && cursor.epoch !== snapshot.epoch)
  }

  private place({ epoch, seq, state, reason }: Snapshot, awayMs: number, underWay: boolean): void {
    this.cursor = new Cursor(epoch, seq)
    this.asked = false
    this.catchUp = undefined
    this.hidden = 0
    this.forgetFrames()
    this.view = viewOf(state, this.serverNow())
    this.sink.snapshot({ reason, seq }, awayMs, underWay)
  }

  private takeFrame(message: FrameMessage): void {
    // Ticks only grow (FRM-1): an older frame shows what is past.
    if (message.tick <= Math.max(this.lastTick, this.waitingFrame?.tick ?? -1)) return
    this.waitingFrame = message
    this.releaseFrame()
  }

  /** A picture does not outrun the facts: it waits for the event it is based on (FRM-2). */
  private releaseFrame(): void {
    const frame = this.waitingFrame
    if (!frame || !this.cursor || this.asked || frame.basedOn > this.cursor.seq) return
    this.waitingFrame = undefined
    this.lastTick = frame.tick
    this.stats.frames++
    this.sink.frame({ tick: frame.tick, data: frame.data })
  }

  private forgetFrames(): void {
    this.waitingFrame = undefined
    this.lastTick = -1
  }

  private outOfStep(): void {
    this.stats.desyncs++
    this.asked = true
    this.sink.outOfStep()
  }

  private checkCaughtUp(): void {
    const { catchUp, cursor } = this
    if (!catchUp || !cursor || cursor.seq < catchUp.head) return
    this.catchUp = undefined
    this.sink.caughtUp(catchUp.missed, catchUp.awayMs)
  }
}
