import type { Off } from './types'

/** The server writes no further than a window ahead of these: said often enough that it never waits for them. */
export const SEEN = { events: 64, bytes: 16_384, frames: 8, ms: 1_000 } as const

interface Taken {
  seq: number
  tick?: number
  events: number
  frames: number
}

/** Tells the server what was taken, cumulatively per room: after 64 events, 16 KB, 8 frames or a second. */
export class SeenReporter {
  private readonly rooms = new Map<string, Taken>()
  private bytes = 0
  private timer: Off | undefined
  private readonly tell: (request: { room: string; seq: number; tick?: number }) => void
  private readonly after: (ms: number, run: () => void) => Off

  constructor(
    tell: (request: { room: string; seq: number; tick?: number }) => void,
    after: (ms: number, run: () => void) => Off,
  ) {
    this.tell = tell
    this.after = after
  }

  /** Bytes came; they are told with the messages in them. */
  heard(bytes: number): void {
    this.bytes += bytes
  }

  events(room: string, seq: number, count: number): void {
    const taken = this.of(room, seq)
    taken.events += count
    this.check(taken)
  }

  frame(room: string, seq: number, tick: number): void {
    const taken = this.of(room, seq)
    taken.tick = tick
    taken.frames++
    this.check(taken)
  }

  /** A new connection starts from what the join says. */
  reset(): void {
    this.rooms.clear()
    this.bytes = 0
    this.timer?.()
    this.timer = undefined
  }

  private of(room: string, seq: number): Taken {
    const taken = this.rooms.get(room) ?? { seq, events: 0, frames: 0 }
    taken.seq = seq
    this.rooms.set(room, taken)
    return taken
  }

  private check(taken: Taken): void {
    if (taken.events >= SEEN.events || taken.frames >= SEEN.frames || this.bytes >= SEEN.bytes) this.flush()
    else this.timer ??= this.after(SEEN.ms, () => this.flush())
  }

  private flush(): void {
    for (const [room, { seq, tick }] of this.rooms) this.tell({ room, seq, tick })
    this.reset()
  }
}
