import { drawToken, INK, lookOf } from '../../kit/palette'
import { Sparks } from '../../kit/particles'

/**
 * The lounge's picture: a thread on which every event of the room is a bead with its number. Sparks fly from the
 * people below to the thread's head. While one is away the thread runs on dashed; what is caught up lands in a quick
 * row, ringed in amber. Knows no room: it is told what to show.
 */
export interface Bead {
  seq: number
  look: number | null
  kind: 'spark' | 'chat' | 'other'
  caughtUp: boolean
}

export interface Person {
  id: string
  look: number
  away: boolean
}

interface Shown extends Bead {
  /** 0 to 1 while it lands. */
  landed: number
  /** ms until it starts to fly. */
  wait: number
  /** Where it comes from, as a share of the width and height. */
  from: { x: number; y: number }
}

const SPACING = 54
const FLIGHT_MS = 520
/** Whatever was missed is shown within this time, however much it is. */
const CATCH_UP_MS = 700

export class Thread {
  private readonly sparks = new Sparks()
  private beads: Shown[] = []
  /** How far the thread has moved, in beads; follows the newest landed one. */
  private shift = 0
  private dash = 0

  people: readonly Person[] = []
  me: string | null = null
  away = false

  constructor(private readonly calm: () => boolean) {}

  /** Puts beads there without flight: what was known when one came in. */
  begin(beads: readonly Bead[]): void {
    this.beads = beads.slice(-60).map(bead => ({ ...bead, landed: 1, wait: 0, from: { x: 0, y: 0 } }))
    this.shift = this.beads.length
  }

  /** One more event, thrown by the person with that id. */
  add(bead: Bead, by: string | null): void {
    const queued = this.beads.filter(shown => shown.wait > 0).length
    const wait = bead.caughtUp ? Math.min(CATCH_UP_MS, queued * 55 + 60) : 0
    this.beads.push({ ...bead, landed: this.calm() ? 1 : 0, wait: this.calm() ? 0 : wait, from: this.place(by) })
    if (this.beads.length > 80) {
      const gone = this.beads.length - 80
      this.beads.splice(0, gone)
      this.shift -= gone
    }
  }

  /** Where a person stands, as shares of width and height. */
  private place(id: string | null): { x: number; y: number } {
    const index = this.people.findIndex(person => person.id === id)
    if (index < 0) return { x: 0.5, y: 1.05 }
    const n = this.people.length
    const spread = n === 2 ? 0.4 : Math.min(0.8, 0.13 * (n - 1))
    const x = n === 1 ? 0.5 : 0.5 - spread / 2 + (spread * index) / (n - 1)
    return { x, y: 0.83 - 0.07 * Math.cos((x - 0.5) * 3) }
  }

  /** Advances by `dt` ms; true while something moves. */
  step(dt: number): boolean {
    let moving = this.sparks.alive || this.away
    for (const bead of this.beads) {
      if (bead.wait > 0) {
        bead.wait -= dt
        moving = true
      } else if (bead.landed < 1) {
        bead.landed = Math.min(1, bead.landed + dt / (bead.caughtUp ? FLIGHT_MS * 0.6 : FLIGHT_MS))
        moving = true
      }
    }
    const target = this.beads.filter(bead => bead.wait <= 0).length
    const rest = target - this.shift
    if (Math.abs(rest) > 0.002) {
      this.shift += this.calm() ? rest : rest * Math.min(1, dt / 110)
      moving = true
    } else this.shift = target
    this.dash = this.away ? (this.dash + dt / 30) % 24 : this.dash
    this.sparks.step(dt)
    return moving
  }

  /** `w`, `h` in CSS pixels. */
  draw(g: CanvasRenderingContext2D, w: number, h: number): void {
    const head = { x: w * 0.72, y: h * 0.34 }
    this.drawThread(g, w, head)
    this.drawPeople(g, w, h)
    for (let i = this.beads.length - 1; i >= 0; i--) {
      const bead = this.beads[i]!
      if (bead.wait > 0) continue
      const x = head.x - (this.shift - 1 - i) * SPACING
      if (x < -40 || x > w + 200) continue
      const fade = Math.min(1, Math.max(0, x / (w * 0.22)))
      if (bead.landed >= 1) this.drawBead(g, bead, x, head.y, fade)
      else this.drawFlight(g, bead, { x, y: head.y }, w, h)
    }
    this.sparks.draw(g)
  }

  private drawThread(g: CanvasRenderingContext2D, w: number, head: { x: number; y: number }): void {
    g.save()
    g.strokeStyle = INK.border
    g.lineWidth = 2
    g.lineCap = 'round'
    g.globalAlpha = 0.7
    g.beginPath()
    g.moveTo(0, head.y)
    g.lineTo(head.x + 26, head.y)
    g.stroke()
    // Beyond the head lies what has not happened yet; while away, what one cannot see.
    g.setLineDash([2, 10])
    g.lineDashOffset = -this.dash
    g.strokeStyle = this.away ? INK.danger : INK.border
    g.globalAlpha = this.away ? 1 : 0.6
    g.beginPath()
    g.moveTo(head.x + 36, head.y)
    g.lineTo(w, head.y)
    g.stroke()
    g.restore()
  }

  private drawBead(g: CanvasRenderingContext2D, bead: Shown, x: number, y: number, fade: number): void {
    g.save()
    g.globalAlpha = fade
    g.fillStyle = INK.panel
    g.strokeStyle = bead.caughtUp ? INK.amber : INK.border
    g.lineWidth = bead.caughtUp ? 2.5 : 1.5
    g.beginPath()
    g.arc(x, y, bead.kind === 'other' ? 9 : 19, 0, Math.PI * 2)
    g.fill()
    g.stroke()
    if (bead.kind !== 'other' && bead.look !== null) {
      if (bead.kind === 'chat') drawSpeech(g, x, y, lookOf(bead.look).colour)
      else drawToken(g, lookOf(bead.look), x, y, 17)
    }
    g.fillStyle = bead.caughtUp ? INK.amber : INK.muted
    g.font = '600 13px Figtree, system-ui, sans-serif'
    g.textAlign = 'center'
    g.fillText(String(bead.seq), x, y + 40)
    g.restore()
  }

  private drawFlight(g: CanvasRenderingContext2D, bead: Shown, to: { x: number; y: number }, w: number, h: number): void {
    const t = bead.landed
    const sx = bead.from.x * w
    const sy = bead.from.y * h
    const e = 1 - (1 - t) ** 2
    const x = sx + (to.x - sx) * e
    const y = sy + (to.y - sy) * e - Math.sin(t * Math.PI) * h * 0.16
    const colour = bead.caughtUp ? INK.amber : bead.look === null ? INK.muted : lookOf(bead.look).colour
    g.save()
    g.globalCompositeOperation = 'lighter'
    const glow = g.createRadialGradient(x, y, 0, x, y, 18)
    glow.addColorStop(0, '#ffffff')
    glow.addColorStop(0.25, colour)
    glow.addColorStop(1, 'rgba(0,0,0,0)')
    g.fillStyle = glow
    g.fillRect(x - 18, y - 18, 36, 36)
    g.restore()
    if (bead.kind !== 'other') this.sparks.burst(x, y, t > 0.93 ? 8 : 1, t > 0.93 ? 150 : 50, colour)
  }

  private drawPeople(g: CanvasRenderingContext2D, w: number, h: number): void {
    for (const person of this.people) {
      const at = this.place(person.id)
      const mine = person.id === this.me
      const lost = person.away || (mine && this.away)
      const size = mine ? 54 : 42
      const x = at.x * w
      const y = at.y * h
      drawToken(g, lookOf(person.look), x, y, size, { light: lost ? 0.4 : 1, face: lost ? 'asleep' : 'awake' })
      if (mine) {
        g.fillStyle = lost ? INK.danger : INK.text
        g.beginPath()
        g.arc(x, y + size * 0.5 + 12, 3, 0, Math.PI * 2)
        g.fill()
      }
    }
  }
}

function drawSpeech(g: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  g.fillStyle = colour
  g.beginPath()
  g.roundRect(x - 9, y - 8, 18, 13, 5)
  g.moveTo(x - 3, y + 4)
  g.lineTo(x - 5, y + 9)
  g.lineTo(x + 2, y + 4)
  g.fill()
}
