import type { Line } from './line'
import type { Pong, Refusal } from './protocol'
import type { Ping } from './types'

/** Round trips are kept for the graph of the last minute, and the clock is read from the shortest of them. */
export const KEEP_PINGS_MS = 60_000

/** The newest round trip weighs this much in what the connection chip shows. */
const SMOOTHING = 0.3

interface Sample extends Ping {
  heardAt: number
  /** Server time minus local steady time, at the middle of the round trip. */
  offset: number
}

/** The server's clock as seen from here. `steady` never jumps, `wall` is what the computer shows. */
export class ServerClock {
  private samples: Sample[] = []
  private offset: number | undefined
  private readonly steady: () => number
  private readonly wall: () => number

  /** Round trip in ms, smoothed; undefined before the first. */
  rtt: number | undefined

  constructor(steady: () => number, wall: () => number) {
    this.steady = steady
    this.wall = wall
  }

  /** Asks for the server's time. */
  async ask(line: Line | undefined): Promise<void> {
    const sentAt = this.steady()
    try {
      const pong = await line?.call<Pong | Refusal>('Ping', { t: sentAt })
      if (pong && 'serverTime' in pong) this.sample(sentAt, pong.serverTime)
    } catch {
      // A lost line is told by its silence; a refused ping was still an answer.
    }
  }

  /** A call left at `sentAt` (steady) and its answer, written at `serverTime`, is here now. */
  sample(sentAt: number, serverTime: number): void {
    const heardAt = this.steady()
    const rtt = heardAt - sentAt
    this.rtt = this.rtt === undefined ? rtt : this.rtt + SMOOTHING * (rtt - this.rtt)
    this.samples = this.samples.filter(s => heardAt - s.heardAt < KEEP_PINGS_MS)
    this.samples.push({ at: this.wall(), rtt, heardAt, offset: serverTime - (sentAt + heardAt) / 2 })
    // The shorter the round trip, the less its two halves can differ.
    this.offset = this.samples.reduce((best, s) => (s.rtt < best.rtt ? s : best)).offset
  }

  /** The same from an answer that took its time: better than nothing, until there is a sample. */
  guess(sentAt: number, serverTime: number): void {
    this.offset ??= serverTime - (sentAt + this.steady()) / 2
  }

  get pings(): readonly Ping[] {
    const now = this.steady()
    return this.samples.filter(s => now - s.heardAt < KEEP_PINGS_MS)
  }

  /** Unix ms by the server's clock; by this computer's before the first answer. */
  now(): number {
    return this.offset === undefined ? this.wall() : this.steady() + this.offset
  }

  /** The steady clock stood still (the computer slept), or the server is another one. */
  reset(): void {
    this.samples = []
    this.offset = undefined
    this.rtt = undefined
  }
}
