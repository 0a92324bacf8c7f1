import { INK } from '../../kit/palette'

/** Where the board lies on the canvas, CSS pixels. */
export interface Board {
  x: number
  y: number
  size: number
}

/** A mark at one moment of being drawn. */
export interface Mark {
  cell: number
  /** Seat 0 draws crosses, seat 1 rings. */
  seat: number
  colour: string
  /** 0 to 1: how much of the stroke is on the board. */
  drawn: number
  /** 0 to 1: a mark that is not the server's yet is dim. */
  light: number
}

/** The light that falls on the table from the side of whoever is to move. */
export interface Light {
  /** 0 at the left edge to 1 at the right. */
  at: number
  colour: string
  strength: number
}

const TAU = Math.PI * 2
const VEILS = 9

/** A little unevenness that is always the same for the same cell: drawn by hand, not by dice. */
function wobble(seed: number): number {
  const x = Math.sin(seed * 127.1 + 11.7) * 43758.5453
  return (x - Math.floor(x)) * 2 - 1
}

/** The dark table: a soft light from one side, caught by a fine grid of dots. */
export function drawTable(g: CanvasRenderingContext2D, w: number, h: number, lights: readonly Light[]): void {
  for (const light of lights) {
    if (light.strength <= 0.01) continue
    const x = light.at * w
    const y = h * 0.46
    const glow = g.createRadialGradient(x, y, 0, x, y, Math.max(w, h) * 0.62)
    glow.addColorStop(0, rgba(light.colour, 0.2 * light.strength))
    glow.addColorStop(0.45, rgba(light.colour, 0.07 * light.strength))
    glow.addColorStop(1, rgba(light.colour, 0))
    g.fillStyle = glow
    g.fillRect(0, 0, w, h)
  }
  const step = 34
  const reach = Math.max(w, h) * 0.6
  g.fillStyle = INK.text
  for (let y = (h % step) / 2; y < h; y += step) {
    for (let x = (w % step) / 2; x < w; x += step) {
      let lit = 0
      for (const light of lights) {
        const d = Math.hypot(x - light.at * w, y - h * 0.46) / reach
        lit += light.strength * Math.max(0, 1 - d) ** 2
      }
      g.globalAlpha = 0.035 + 0.26 * Math.min(1, lit)
      g.fillRect(x - 0.75, y - 0.75, 1.5, 1.5)
    }
  }
  g.globalAlpha = 1
}

/** The four lines of the grid; `drawn` 0 to 1 lets them appear one after the other. */
export function drawGrid(g: CanvasRenderingContext2D, board: Board, drawn: number): void {
  const { x, y, size } = board
  const third = size / 3
  g.save()
  g.strokeStyle = '#48526b'
  g.lineWidth = Math.max(2, size * 0.0075)
  g.lineCap = 'round'
  for (let i = 0; i < 4; i++) {
    const part = Math.min(1, Math.max(0, drawn * 4 - i))
    if (part === 0) continue
    const upright = i < 2
    const at = third * (1 + (i % 2))
    const bend = wobble(i + 1) * size * 0.006
    const from = size * (0.015 + 0.008 * wobble(i + 9))
    const to = from + (size - 2 * from) * part
    g.beginPath()
    if (upright) {
      g.moveTo(x + at, y + from)
      g.quadraticCurveTo(x + at + bend, y + (from + to) / 2, x + at - bend * 0.5, y + to)
    } else {
      g.moveTo(x + from, y + at)
      g.quadraticCurveTo(x + (from + to) / 2, y + at + bend, x + to, y + at - bend * 0.5)
    }
    g.stroke()
  }
  g.restore()
}

/** The middle of a cell. */
export function centreOf(board: Board, cell: number): { x: number; y: number } {
  const third = board.size / 3
  return { x: board.x + third * ((cell % 3) + 0.5), y: board.y + third * (Math.floor(cell / 3) + 0.5) }
}

/**
 * A mark, drawn as far as it is, with a glow round the stroke. Answers with the pencil's tip while it is being drawn.
 */
export function drawMark(g: CanvasRenderingContext2D, board: Board, mark: Mark): { x: number; y: number } | null {
  const { x, y } = centreOf(board, mark.cell)
  return drawSign(g, x, y, board.size / 3, mark)
}

/** A cross or a ring of any size: on the board, on the poster, and across the whole screen for the winner. */
export function drawSign(
  g: CanvasRenderingContext2D,
  x: number,
  y: number,
  cell: number,
  mark: Pick<Mark, 'seat' | 'colour' | 'drawn' | 'light' | 'cell'>,
): { x: number; y: number } | null {
  if (mark.drawn <= 0) return null
  const path = new Path2D()
  const tip = mark.seat === 0 ? cross(path, x, y, cell, mark) : ring(path, x, y, cell, mark)
  g.save()
  const light = g.globalAlpha * mark.light
  g.lineCap = 'round'
  g.lineJoin = 'round'
  g.strokeStyle = mark.colour
  // Many thin veils make a glow without an edge; a blur filter would cost a frame on a phone.
  for (let veil = 0; veil < VEILS; veil++) {
    g.globalAlpha = light * 0.028
    g.lineWidth = cell * (0.34 - (0.23 * veil) / VEILS)
    g.stroke(path)
  }
  g.globalAlpha = light
  g.lineWidth = cell * 0.092
  g.stroke(path)
  g.restore()
  return mark.drawn < 1 ? tip : null
}

function cross(path: Path2D, x: number, y: number, cell: number, mark: { drawn: number; cell: number }) {
  const arm = cell * 0.265
  const lean = wobble(mark.cell + 20) * cell * 0.014
  let tip = { x, y }
  for (const [index, way] of [1, -1].entries()) {
    const part = Math.min(1, Math.max(0, mark.drawn * 2 - index))
    if (part === 0) continue
    const sx = x - arm * way + lean
    const sy = y - arm - lean * 0.5
    const ex = x + arm * way - lean
    const ey = y + arm + lean * 0.5
    const bow = cell * 0.016 * (way + 0.6 * wobble(mark.cell + index * 3))
    tip = curve(path, sx, sy, (sx + ex) / 2 + bow, (sy + ey) / 2 - bow, ex, ey, part)
  }
  return tip
}

function ring(path: Path2D, x: number, y: number, cell: number, mark: { drawn: number; cell: number }) {
  const r = cell * 0.272
  const tilt = wobble(mark.cell + 40) * 0.25
  const from = -Math.PI / 2 - 0.35 + tilt
  // A little more than once round, and not quite round: the end passes the beginning as a hand does.
  const to = from + (TAU + 0.06) * mark.drawn
  const steps = Math.max(2, Math.ceil(64 * mark.drawn))
  let tip = { x, y }
  for (let i = 0; i <= steps; i++) {
    const angle = from + ((to - from) * i) / steps
    const radius = r * (1 + 0.022 * Math.sin(angle * 2 + mark.cell) - (0.016 * (angle - from)) / TAU)
    tip = { x: x + Math.cos(angle) * radius, y: y + Math.sin(angle) * radius }
    if (i === 0) path.moveTo(tip.x, tip.y)
    else path.lineTo(tip.x, tip.y)
  }
  return tip
}

/** The first part of a quadratic curve. */
function curve(p: Path2D, sx: number, sy: number, cx: number, cy: number, ex: number, ey: number, part: number) {
  const qx = sx + (cx - sx) * part
  const qy = sy + (cy - sy) * part
  const u = 1 - part
  const x = u * u * sx + 2 * u * part * cx + part * part * ex
  const y = u * u * sy + 2 * u * part * cy + part * part * ey
  p.moveTo(sx, sy)
  p.quadraticCurveTo(qx, qy, x, y)
  return { x, y }
}

/** The stroke through the three that won. */
export function drawWin(
  g: CanvasRenderingContext2D,
  board: Board,
  line: readonly number[],
  drawn: number,
): { x: number; y: number } {
  const a = centreOf(board, line[0]!)
  const b = centreOf(board, line[2]!)
  const over = 0.17
  const sx = a.x - (b.x - a.x) * over
  const sy = a.y - (b.y - a.y) * over
  const tip = { x: sx + (b.x - a.x) * (1 + 2 * over) * drawn, y: sy + (b.y - a.y) * (1 + 2 * over) * drawn }
  g.save()
  const light = g.globalAlpha
  g.lineCap = 'round'
  g.strokeStyle = INK.amber
  for (let veil = 0; veil <= VEILS; veil++) {
    g.globalAlpha = veil === VEILS ? light : light * 0.05
    g.lineWidth = board.size * (0.075 - (0.058 * veil) / VEILS)
    g.beginPath()
    g.moveTo(sx, sy)
    g.lineTo(tip.x, tip.y)
    g.stroke()
  }
  g.restore()
  return tip
}

/** The glowing tip of the pencil. */
export function drawTip(g: CanvasRenderingContext2D, at: { x: number; y: number }, radius: number): void {
  g.save()
  g.globalCompositeOperation = 'lighter'
  const glow = g.createRadialGradient(at.x, at.y, 0, at.x, at.y, radius)
  glow.addColorStop(0, 'rgba(255,255,255,0.95)')
  glow.addColorStop(0.3, rgba(INK.amber, 0.55))
  glow.addColorStop(1, rgba(INK.amber, 0))
  g.fillStyle = glow
  g.fillRect(at.x - radius, at.y - radius, radius * 2, radius * 2)
  g.restore()
}

/** "#RRGGBB" with an alpha. */
export function rgba(hex: string, alpha: number): string {
  const n = Number.parseInt(hex.slice(1), 16)
  return `rgba(${n >> 16},${(n >> 8) & 255},${n & 255},${alpha})`
}
