import type { Camera } from '../../kit/camera'
import { Sparks as Particles } from '../../kit/particles'
import { lookOf } from '../../kit/palette'
import { drawComet, drawCrown, drawField, drawGlow, drawName, drawSpark, drawTrail, GOLD, type TrailPoint } from './draw'
import type { Dropped } from './facts'
import { DASH_COOLDOWN, HEIGHT, RADIUS, WIDTH } from './motion'
import type { Spark } from './model'
import type { Comet } from './netcode'

/** Everything one picture of the arena shows. */
export interface Picture {
  comets: readonly Comet[]
  field: Iterable<Spark>
  /** Sparks that the own comet has just swallowed. */
  isHidden(id: number): boolean
  crown: number | null
  own: number | null
  player(seat: number): { name: string; look: number } | undefined
  /** Names under the comets; a poster has none. */
  names: boolean
  calm: boolean
}

const TRAIL_MS = 460
const APPEAR_MS = 260
const FLY_MS = 380
const PULL_MS = 130
/** Units of the field's edge outside the field, and pixels a shaken picture may be off. */
const EDGE = 10
const SHAKEN = 4

interface Flight {
  at: number
  x: number
  y: number
}

interface Pull extends Flight {
  seat: number
  value: number
}

/** Draws the arena, and what remains of what just happened in it: tails, bursts, sparks on their way. */
export class Arena {
  private readonly particles = new Particles(0)
  private readonly trails = new Map<number, TrailPoint[]>()
  private readonly dashing = new Set<number>()
  /** Where and when a spark came from, by id. */
  private readonly flights = new Map<number, Flight | number>()
  private pulls: Pull[] = []
  private rings: (Flight & { colour: string })[] = []
  private shakeUntil = 0
  private backdrop: { scale: number; canvas: HTMLCanvasElement } | null = null
  private now = 0

  /** A spark appears. */
  appear(id: number): void {
    this.flights.set(id, this.now)
  }

  /** A spark goes into a comet. */
  pull({ x, y, value }: Spark, seat: number): void {
    this.pulls.push({ at: this.now, x, y, value, seat })
  }

  /** Gold bursts out of a comet and comes to rest around it. */
  burst(at: { x: number; y: number }, dropped: readonly Dropped[], colour: string, own: boolean, calm: boolean): void {
    for (const { id } of dropped) this.flights.set(id, { at: this.now, x: at.x, y: at.y })
    if (calm) return
    this.particles.burst(at.x, at.y, 14 + dropped.length * 5, 520, GOLD)
    this.particles.burst(at.x, at.y, 10, 360, colour)
    this.rings.push({ at: this.now, x: at.x, y: at.y, colour: GOLD })
    if (own) this.shakeUntil = this.now + 120
  }

  /** The own comet was put elsewhere. */
  flash(at: { x: number; y: number }, colour: string): void {
    this.rings.push({ at: this.now, x: at.x, y: at.y, colour })
  }

  /** Forgets what moved: a new round, a return. */
  clear(): void {
    this.trails.clear()
    this.flights.clear()
    this.pulls = []
    this.rings = []
  }

  draw(g: CanvasRenderingContext2D, w: number, h: number, camera: Camera, picture: Picture, dt: number): void {
    this.now += dt
    const { now } = this
    this.follow(picture, dt)
    const { scale, left, top } = camera
    const shake = !picture.calm && now < this.shakeUntil ? 4 * ((this.shakeUntil - now) / 120) : 0
    g.save()
    g.translate(left + shake * Math.sin(now / 9), top + shake * Math.cos(now / 7))
    this.drawBackdrop(g, scale, w, h, camera)
    g.scale(scale, scale)
    this.drawSparks(g, picture)
    g.globalCompositeOperation = 'lighter'
    for (const comet of picture.comets) {
      const colour = this.colour(picture, comet.seat)
      drawTrail(g, this.trails.get(comet.seat) ?? [], colour, comet.dashing ? RADIUS * 0.85 : RADIUS * 0.68, comet.stale ? 0.2 : comet.dashing ? 0.8 : 0.46)
    }
    this.drawRings(g)
    this.particles.draw(g)
    g.globalCompositeOperation = 'source-over'
    // The own comet last: nothing hides it.
    for (const comet of picture.comets) if (comet.seat !== picture.own) this.drawOne(g, comet, picture, scale)
    const own = picture.comets.find(comet => comet.seat === picture.own)
    if (own) this.drawOne(g, own, picture, scale)
    g.restore()
  }

  private follow({ comets, calm, ...picture }: Picture, dt: number): void {
    const { now } = this
    for (const comet of comets) {
      const { seat, x, y } = comet
      let trail = this.trails.get(seat)
      if (!trail) this.trails.set(seat, (trail = []))
      const last = trail.at(-1)
      if (last && Math.hypot(x - last.x, y - last.y) > 120) trail.length = 0
      trail.push({ x, y, at: now })
      while (trail[0]!.at < now - (calm ? TRAIL_MS / 2 : TRAIL_MS)) trail.shift()
      if (comet.dashing && !this.dashing.has(seat) && !calm) {
        const colour = lookOf(picture.player(seat)?.look).colour
        this.particles.burst(x, y, 16, 420, colour, Math.atan2(-comet.vy, -comet.vx))
      }
      if (comet.dashing) this.dashing.add(seat)
      else this.dashing.delete(seat)
    }
    this.particles.step(dt)
    this.pulls = this.pulls.filter(pull => now - pull.at < PULL_MS)
    this.rings = this.rings.filter(ring => now - ring.at < 420)
    for (const [id, flight] of this.flights) {
      if (now - (typeof flight === 'number' ? flight : flight.at) > FLY_MS) this.flights.delete(id)
    }
  }

  private drawSparks(g: CanvasRenderingContext2D, picture: Picture): void {
    const { now } = this
    for (const { id, x, y, value } of picture.field) {
      if (picture.isHidden(id)) continue
      const flight = this.flights.get(id)
      const t = now + id * 137
      if (flight === undefined) drawSpark(g, x, y, value, t, 1)
      else if (typeof flight === 'number') drawSpark(g, x, y, value, t, Math.min(1, (now - flight) / APPEAR_MS))
      else {
        const s = 1 - (1 - Math.min(1, (now - flight.at) / FLY_MS)) ** 3
        drawSpark(g, flight.x + (x - flight.x) * s, flight.y + (y - flight.y) * s, value, t, 1)
      }
    }
    for (const { at, x, y, value, seat } of this.pulls) {
      const comet = picture.comets.find(found => found.seat === seat)
      const s = (now - at) / PULL_MS
      if (comet) drawSpark(g, x + (comet.x - x) * s, y + (comet.y - y) * s, value, now, 1 - s * 0.6)
    }
  }

  private drawRings(g: CanvasRenderingContext2D): void {
    for (const { at, x, y, colour } of this.rings) {
      const s = (this.now - at) / 420
      drawGlow(g, colour, x, y, 60 + 150 * s, 0.7 * (1 - s) ** 2)
      g.globalAlpha = 1 - s
      g.strokeStyle = colour
      g.lineWidth = 6 * (1 - s)
      g.beginPath()
      g.arc(x, y, 30 + 130 * (1 - (1 - s) ** 2), 0, Math.PI * 2)
      g.stroke()
      g.globalAlpha = 1
    }
  }

  private drawOne(g: CanvasRenderingContext2D, comet: Comet, picture: Picture, scale: number): void {
    const { seat, x, y } = comet
    const player = picture.player(seat)
    const own = seat === picture.own
    drawComet(g, x, y, {
      look: lookOf(player?.look),
      ringed: seat >= 8,
      shielded: comet.shielded,
      dashing: comet.dashing,
      stale: comet.stale,
      own,
      ready: 1 - comet.cooldown / DASH_COOLDOWN,
      t: this.now,
    })
    if (picture.crown === seat) drawCrown(g, x, y)
    if (picture.names && player && !own) drawName(g, player.name, x, y + RADIUS + 8, 13 / scale, false)
  }

  private colour(picture: Picture, seat: number): string {
    return lookOf(picture.player(seat)?.look).colour
  }

  /** The still part, painted once per scale; placed by the transform that is set. */
  private drawBackdrop(g: CanvasRenderingContext2D, scale: number, w: number, h: number, { left, top }: Camera): void {
    const sharp = Math.min(2, devicePixelRatio || 1)
    if (this.backdrop?.scale !== scale * sharp) {
      const canvas = document.createElement('canvas')
      canvas.width = Math.ceil((WIDTH + 2 * EDGE) * scale * sharp)
      canvas.height = Math.ceil((HEIGHT + 2 * EDGE) * scale * sharp)
      const paint = canvas.getContext('2d')!
      paint.scale(scale * sharp, scale * sharp)
      paint.translate(EDGE, EDGE)
      drawField(paint)
      this.backdrop = { scale: scale * sharp, canvas }
    }
    const { canvas } = this.backdrop
    // Only what is in sight is copied: pixels of the picture, from the backdrop's corner on.
    const x = Math.max(0, EDGE * scale - left - SHAKEN)
    const y = Math.max(0, EDGE * scale - top - SHAKEN)
    const wide = Math.min(canvas.width / sharp - x, w + 2 * SHAKEN)
    const high = Math.min(canvas.height / sharp - y, h + 2 * SHAKEN)
    if (wide <= 0 || high <= 0) return
    g.drawImage(canvas, x * sharp, y * sharp, wide * sharp, high * sharp, x - EDGE * scale, y - EDGE * scale, wide, high)
  }
}
