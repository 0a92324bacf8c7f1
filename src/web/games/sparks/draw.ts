import { drawToken, INK, type Look } from '../../kit/palette'
import { HEIGHT, RADIUS, WIDTH } from './motion'
import { STAR_VALUE } from './model'

/** Sparks are gold; no comet's trail is quite this. */
export const GOLD = '#FFD36B'
const CORE = '#FFF6DC'

const glows = new Map<string, HTMLCanvasElement>()

/** A soft light of that colour, painted once. */
function glowOf(colour: string): HTMLCanvasElement {
  let glow = glows.get(colour)
  if (glow) return glow
  glow = document.createElement('canvas')
  glow.width = glow.height = 64
  const g = glow.getContext('2d')!
  const light = g.createRadialGradient(32, 32, 0, 32, 32, 32)
  light.addColorStop(0, `${colour}ff`)
  light.addColorStop(0.25, `${colour}80`)
  light.addColorStop(1, `${colour}00`)
  g.fillStyle = light
  g.fillRect(0, 0, 64, 64)
  glows.set(colour, glow)
  return glow
}

export function drawGlow(g: CanvasRenderingContext2D, colour: string, x: number, y: number, radius: number, alpha: number): void {
  g.globalAlpha = alpha
  g.drawImage(glowOf(colour), x - radius, y - radius, radius * 2, radius * 2)
  g.globalAlpha = 1
}

/** Far stars, the same for everybody: each number is what is left of a golden or plastic rotation, which never clumps. */
const DUST = Array.from({ length: 170 }, (_, i) => {
  const part = (turn: number) => (i * turn) % 1
  return { x: part(0.7548777) * WIDTH, y: part(0.5698403) * HEIGHT, size: 0.9 + part(0.618034) * 1.7, light: 0.1 + part(0.4142136) * 0.32 }
})

/** The field and its edge, in the field's own units. */
export function drawField(g: CanvasRenderingContext2D): void {
  g.fillStyle = '#0E1017'
  g.strokeStyle = INK.hairline
  g.lineWidth = 3
  g.beginPath()
  g.roundRect(0, 0, WIDTH, HEIGHT, 34)
  g.fill()
  g.stroke()
  g.fillStyle = INK.muted
  for (const { x, y, size, light } of DUST) {
    g.globalAlpha = light
    g.fillRect(x, y, size, size)
  }
  g.globalAlpha = 1
}

/** `t` ms of the spark's own time; `size` 0 to 1 while it appears. */
export function drawSpark(g: CanvasRenderingContext2D, x: number, y: number, value: number, t: number, size: number): void {
  const pulse = 1 + 0.14 * Math.sin(t / 240)
  if (value === STAR_VALUE) {
    drawGlow(g, GOLD, x, y, 74 * pulse * size, 0.75)
    drawStar(g, x, y, 19 * size, t / 900)
    return
  }
  const radius = (value === 1 ? 4.6 : 6.6) * size
  drawGlow(g, GOLD, x, y, radius * 4.4 * pulse, 0.6)
  g.fillStyle = value === 1 ? GOLD : CORE
  g.beginPath()
  g.arc(x, y, radius, 0, Math.PI * 2)
  g.fill()
}

function drawStar(g: CanvasRenderingContext2D, x: number, y: number, radius: number, turn: number): void {
  g.fillStyle = CORE
  g.beginPath()
  for (let i = 0; i < 10; i++) {
    const far = i % 2 === 0 ? radius : radius * 0.46
    const angle = turn + (i * Math.PI) / 5 - Math.PI / 2
    g.lineTo(x + Math.cos(angle) * far, y + Math.sin(angle) * far)
  }
  g.fill()
}

export interface TrailPoint {
  x: number
  y: number
  at: number
}

/** A comet's tail, from its oldest point to the head, as one tapering light. */
export function drawTrail(g: CanvasRenderingContext2D, points: readonly TrailPoint[], colour: string, wide: number, alpha: number): void {
  const tail = points[0]
  const head = points.at(-1)
  if (!tail || !head || points.length < 3 || Math.hypot(head.x - tail.x, head.y - tail.y) < 4) return
  const light = g.createLinearGradient(tail.x, tail.y, head.x, head.y)
  light.addColorStop(0, `${colour}00`)
  light.addColorStop(1, colour)
  g.fillStyle = light
  g.globalAlpha = alpha
  g.beginPath()
  g.moveTo(tail.x, tail.y)
  for (const side of [1, -1]) {
    let before: { x: number; y: number } = side === 1 ? tail : head
    for (let j = 0; j < points.length; j++) {
      const i = side === 1 ? j : points.length - 1 - j
      const here = points[i]!
      const a = points[Math.max(0, i - 1)]!
      const b = points[Math.min(points.length - 1, i + 1)]!
      const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
      const half = (wide * (i / (points.length - 1)) * side) / length
      const edge = { x: here.x - (b.y - a.y) * half, y: here.y + (b.x - a.x) * half }
      // Through the middles, so that few points make a curve too.
      g.quadraticCurveTo(before.x, before.y, (before.x + edge.x) / 2, (before.y + edge.y) / 2)
      before = edge
    }
    g.lineTo(before.x, before.y)
  }
  g.fill()
  g.globalAlpha = 1
}

export interface CometStyle {
  look: Look
  /** Seats 9 to 12 share colours with 1 to 8. */
  ringed: boolean
  shielded: boolean
  dashing: boolean
  stale: boolean
  own: boolean
  /** How much of the own dash is ready, 0 to 1. */
  ready: number
  t: number
}

/** The body itself, 44 units across. */
export function drawComet(g: CanvasRenderingContext2D, x: number, y: number, style: CometStyle): void {
  const { look, t } = style
  g.globalCompositeOperation = 'lighter'
  drawGlow(g, look.colour, x, y, style.dashing ? 96 : 66, style.dashing ? 0.75 : style.stale ? 0.2 : 0.36)
  g.globalCompositeOperation = 'source-over'
  drawToken(g, look, x, y, RADIUS * 2, { face: 'awake', light: style.stale ? 0.6 : 1 })
  g.lineWidth = 3
  if (style.ringed) ring(g, x, y, RADIUS + 5, look.colour)
  if (style.shielded) {
    g.setLineDash([9, 7])
    g.lineDashOffset = -t / 40
    ring(g, x, y, RADIUS + 10, INK.text)
    g.setLineDash([])
  }
  if (style.own) {
    g.lineWidth = 3.5
    g.strokeStyle = style.ready >= 1 ? INK.amber : INK.border
    g.beginPath()
    g.arc(x, y, RADIUS + 16, -Math.PI / 2, -Math.PI / 2 + Math.PI * 2 * Math.max(0.001, style.ready))
    g.stroke()
  }
}

function ring(g: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  g.strokeStyle = colour
  g.beginPath()
  g.arc(x, y, radius, 0, Math.PI * 2)
  g.stroke()
}

/** Three points of gold over a head. */
export function drawCrown(g: CanvasRenderingContext2D, x: number, y: number): void {
  const top = y - RADIUS - 26
  g.fillStyle = GOLD
  g.strokeStyle = INK.ground
  g.lineWidth = 2
  g.lineJoin = 'round'
  g.beginPath()
  for (const [dx, dy] of [[-17, 0], [-8, 10], [0, -5], [8, 10], [17, 0], [13, 21], [-13, 21]] as const) g.lineTo(x + dx, top + dy)
  g.closePath()
  g.stroke()
  g.fill()
}

/** A name on the field is at most this wide, in its own size. */
const NAME_WIDE = 11
const shortened = new Map<string, string>()

/** What of a name fits: whole graphemes. The font is set. */
function fitting(g: CanvasRenderingContext2D, name: string, size: number): string {
  let fits = shortened.get(name)
  if (fits !== undefined) return fits
  const letters = Array.from(new Intl.Segmenter().segment(name), found => found.segment)
  fits = name
  while (letters.length > 1 && g.measureText(fits).width > NAME_WIDE * size) {
    letters.pop()
    fits = `${letters.join('')}\u2026`
  }
  shortened.set(name, fits)
  return fits
}

/** `size` in the present units, so that a name is as large on every screen. */
export function drawName(g: CanvasRenderingContext2D, name: string, x: number, y: number, size: number, strong: boolean): void {
  g.font = `${strong ? 800 : 600} ${size}px Figtree, system-ui, sans-serif`
  g.textAlign = 'center'
  g.textBaseline = 'top'
  g.lineJoin = 'round'
  g.lineWidth = size * 0.28
  g.strokeStyle = '#0E1017'
  const shown = fitting(g, name, size)
  g.strokeText(shown, x, y)
  g.fillStyle = strong ? INK.text : '#C9CFDC'
  g.fillText(shown, x, y)
}

/** The floating stick under a thumb, in CSS pixels. */
export function drawThumb(g: CanvasRenderingContext2D, { x, y, dx, dy }: { x: number; y: number; dx: number; dy: number }): void {
  g.globalAlpha = 0.4
  g.lineWidth = 2
  ring(g, x, y, 56, INK.muted)
  g.fillStyle = INK.text
  g.beginPath()
  g.arc(x + dx, y + dy, 24, 0, Math.PI * 2)
  g.fill()
  g.globalAlpha = 1
}

/** The winner's comet grows over the whole screen and fades; `s` 0 to 1. */
export function drawTriumph(g: CanvasRenderingContext2D, w: number, h: number, look: Look, s: number): void {
  const size = Math.max(w, h) * (0.2 + 0.9 * (1 - (1 - s) ** 3))
  const light = s < 0.15 ? s / 0.15 : 1 - (s - 0.15) / 0.85
  g.globalCompositeOperation = 'lighter'
  drawGlow(g, look.colour, w / 2, h / 2, size, light)
  g.globalCompositeOperation = 'source-over'
  g.globalAlpha = light * 0.8
  drawToken(g, look, w / 2, h / 2, size * 0.5, { face: 'awake' })
  g.globalAlpha = 1
}
