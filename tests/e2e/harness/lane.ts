import type { Socket } from 'node:net'

/** What a network does to bytes on their way. */
export interface Shape {
  /** Nothing is read, nothing is written; it all arrives after the release. */
  held: boolean
  /** One way, milliseconds. */
  delayMs: number
  /** Each piece comes up to this much later, never before the one it follows; milliseconds. */
  jitterMs: number
  /** Bits a second and direction; 0: unbounded. */
  bitsPerSecond: number
}

/** Bytes that may lie in a lane; beyond, the sender feels it. */
const CAPACITY = 64 * 1024

/** With a rate, bytes arrive in pieces of about a packet and not in one lump at the end. */
const PACKET = 1_460

/** What all connections of one direction share: who has much to send delays the others. */
export interface Line {
  freeAt: number
}

/** One direction of one connection: a queue that keeps order and loses nothing. */
export class Lane {
  private readonly queue: { bytes: Buffer; due: number }[] = []
  private queued = 0
  private timer: NodeJS.Timeout | undefined
  private ended = false
  private stranded = false

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly shape: Readonly<Shape>,
    private readonly line: Line,
    /** Nothing arrives before this moment (of `performance.now`). */
    private lastDue = 0,
  ) {
    from.on('data', bytes => this.take(bytes))
    from.on('end', () => this.finish())
    to.on('drain', () => this.pump())
    this.changed()
  }

  /** The shape is another one; bytes that wait for their time keep it. */
  changed(): void {
    if (this.shape.held || this.queued >= CAPACITY) this.from.pause()
    else this.from.resume()
    this.pump()
  }

  stop(): void {
    clearTimeout(this.timer)
    this.queue.length = 0
  }

  /** Nothing is read or written any more, whatever the shape becomes; what was on its way is gone. */
  strand(): void {
    this.stranded = true
    this.from.pause()
    this.stop()
  }

  private take(bytes: Buffer): void {
    const piece = this.shape.bitsPerSecond > 0 ? PACKET : bytes.length
    for (let at = 0; at < bytes.length; at += piece) this.enqueue(bytes.subarray(at, at + piece))
    if (this.queued >= CAPACITY) this.from.pause()
    this.pump()
  }

  private enqueue(bytes: Buffer): void {
    const { delayMs, jitterMs, bitsPerSecond } = this.shape
    const sending = bitsPerSecond > 0 ? (bytes.length * 8_000) / bitsPerSecond : 0
    const sent = (this.line.freeAt = Math.max(performance.now(), this.line.freeAt) + sending)
    const due = Math.max(sent + delayMs + Math.random() * jitterMs, this.lastDue)
    this.lastDue = due
    this.queued += bytes.length
    this.queue.push({ bytes, due })
  }

  private finish(): void {
    this.ended = true
    this.pump()
  }

  private pump(): void {
    clearTimeout(this.timer)
    if (this.shape.held || this.stranded || this.to.destroyed) return
    for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
      const wait = next.due - performance.now()
      if (wait > 0) {
        this.timer = setTimeout(() => this.pump(), wait)
        return
      }
      if (this.to.writableNeedDrain) return
      this.queue.shift()
      this.queued -= next.bytes.length
      this.to.write(next.bytes)
      if (this.queued < CAPACITY) this.from.resume()
    }
    // The end of a stream is its last piece: it keeps its place behind the bytes.
    if (this.ended) this.to.end()
  }
}
