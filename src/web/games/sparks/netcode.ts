import { Track } from '../../kit/interp'
import { Predictor, type Stick } from '../../kit/predict'
import { TickClock } from '../../kit/tickclock'
import type { Sparks } from '../types'
import { bodyAt, DRAG, step, STEP_MS, type Body } from './motion'

const SEATS = 12
/** Ticks without a frame after which the own comet was steered by somebody else: predict anew. */
const UNWATCHED = 15
/** Input goes out at least this often, ms; the server lets go of a stick it has not heard of for 500. */
const HEARTBEAT_MS = 200
/** Longer than this nobody watched, ms: what was steered then is not played any more. */
const CATCH_UP_MS = 500
/** A knock-back on top of a dash, units a second. */
const FASTEST = 1_300

export interface Comet {
  seat: number
  x: number
  y: number
  vx: number
  vy: number
  dashing: boolean
  shielded: boolean
  stale: boolean
  /** Steps until the own dash is ready; 0 for others. */
  cooldown: number
}

export interface NetcodeHost {
  /** Sends the stick and the count of dashes; answers the input's number. */
  send(stick: Sparks['input']): number
  /** The stick as it is held now. */
  stick(): { x: number; y: number }
  seat(): number | null
  /** The tick before which nobody moves. */
  holdUntil(): number
  /** The own comet was put elsewhere. */
  snapped(): void
}

/** Where every comet is now: others as the frames tell, a little late; the own one as the own hand steers it. */
export class Netcode {
  readonly clock = new TickClock(STEP_MS)
  private readonly host: NetcodeHost
  private readonly tracks = Array.from({ length: SEATS }, () => new Track({ stepMs: STEP_MS, drag: DRAG, fastest: FASTEST }))
  private readonly own: Predictor<Body>
  private seat: number | null = null
  private present: readonly number[] = []
  private lastTick = -1
  private dashes = 0
  /** Dashes that a step has already played. */
  private dashed = 0
  private sent = { x: 0, y: 0, dashes: -1, at: -Infinity }
  private advancedAt = 0

  constructor(host: NetcodeHost) {
    this.host = host
    this.own = new Predictor<Body>({
      stepMs: STEP_MS,
      step: (body, stick) => {
        const tick = this.own.tick
        if (tick === undefined || tick > host.holdUntil()) step(body, stick.x, stick.y, stick.dash)
      },
      copy: body => ({ ...body }),
    })
  }

  /** Asks for a dash with the next step. */
  dash(): void {
    this.dashes++
  }

  frame(tick: number, data: unknown, now: number): void {
    if (!Array.isArray(data)) return
    if (this.host.seat() !== this.seat || tick - this.lastTick > UNWATCHED || tick <= this.lastTick) {
      this.seat = this.host.seat()
      this.own.reset()
    }
    this.lastTick = tick
    this.clock.arrived(tick, now)
    const present: number[] = []
    for (const line of data) {
      if (!Array.isArray(line)) continue
      const [seat, x4, y4, vx, vy, flags, ack] = line.map(Number) as [number, number, number, number, number, number, number]
      const track = this.tracks[seat]
      if (!track) continue
      present.push(seat)
      const [x, y] = [x4 / 4, y4 / 4]
      track.add({ tick, x, y, vx, vy, flags })
      if (seat === this.seat && this.own.frame(tick, ack, bodyAt(x, y, vx, vy)) === 'snapped') this.host.snapped()
    }
    if (this.seat !== null && !present.includes(this.seat)) this.own.reset()
    this.present = present
  }

  /** Moves on to that moment; answers the tick to draw. Called once per display frame, before `comets`. */
  advance(now: number): number {
    // A page that stalled has to make up for it, or it would step behind the server for good.
    const away = now - this.advancedAt
    this.advancedAt = now
    if (away > CATCH_UP_MS) this.own.reset()
    const dt = Math.min(CATCH_UP_MS, away)
    this.own.advance(dt, () => {
      const stick = this.host.stick()
      const dash = this.dashes > this.dashed
      this.dashed = this.dashes
      this.tell(stick, now)
      return { ...stick, dash } satisfies Stick
    })
    return this.clock.renderTick(now, dt)
  }

  /** Every comet at the tick to draw. */
  comets(renderTick: number): Comet[] {
    return this.present.flatMap(seat => {
      const seen = this.tracks[seat]!.at(renderTick)
      if (!seen) return []
      const comet = {
        ...seen,
        seat,
        dashing: (seen.flags & 1) !== 0,
        shielded: (seen.flags & 2) !== 0,
        cooldown: 0,
      }
      const own = seat === this.seat && this.own.known ? this.own.shown : undefined
      return own ? { ...comet, x: own.x, y: own.y, vx: own.vx, vy: own.vy, dashing: own.dash > 0, cooldown: own.cooldown, stale: false } : comet
    })
  }

  /** What the frames of the last ten seconds corrected of the own comet: 95th percentile, units. */
  get correction(): number {
    const sorted = this.own.corrections.toSorted((a, b) => a - b)
    return sorted[Math.floor(sorted.length * 0.95)] ?? 0
  }

  /** Everything anew: another round's ticks, or nothing watched for a while. */
  reset(): void {
    this.own.reset()
    this.present = []
    this.lastTick = -1
  }

  private tell({ x, y }: { x: number; y: number }, now: number): void {
    const { sent, dashes } = this
    if (this.host.seat() === null) return
    if (x === sent.x && y === sent.y && dashes === sent.dashes && now - sent.at < HEARTBEAT_MS) return
    this.sent = { x, y, dashes, at: now }
    this.own.noteInput(this.host.send({ x, y, dashes }))
  }
}
