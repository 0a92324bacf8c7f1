import type { Sound } from '../../kit/audio'
import { Sparks } from '../../kit/particles'
import type { Surface } from '../../kit/canvas'
import { drawGrid, drawMark, drawSign, drawTable, drawTip, drawWin, type Board, type Light } from './draw'

/** What the picture is to show: facts only. How it gets there is the scene's affair. */
export interface Wanted {
  /** Marks on the board or on their way to the server. */
  marks: readonly { cell: number; seat: number; pending: boolean }[]
  /** By seat. */
  colours: readonly [string, string]
  turn: number | null
  line: readonly number[] | null
  winner: number | null
  /** The cell under the pointer or the focus, if a mark may be set there. */
  ghost: { cell: number; seat: number } | null
}

interface Shown {
  cell: number
  seat: number
  drawn: number
  light: number
  pending: boolean
}

const MARK_MS = 420
const LINE_MS = 420
/** The winner's sign fills the screen that long. */
export const TRIUMPH_MS = 1_500
const PENDING_LIGHT = 0.38

/** Moves the picture towards what is wanted, stroke by stroke. Knows no room and no event. */
export class Scene {
  private readonly sparks = new Sparks()
  private shown: Shown[] = []
  private lights: [number, number] = [0, 0]
  private grid = 0
  private line = 0
  /** ms since the winner's sign began to grow; null when it does not show. */
  private triumph: number | null = null

  constructor(
    private readonly sound: Sound,
    private readonly calm: () => boolean,
  ) {}

  /** Takes over what is there without playing it: after a reload, a snapshot, a catch-up. */
  jump(wanted: Wanted): void {
    this.shown = wanted.marks.map(mark => ({ ...mark, drawn: 1, light: mark.pending ? PENDING_LIGHT : 1 }))
    this.line = wanted.line ? 1 : 0
    this.grid = 1
    this.triumph = null
  }

  /** Notes the differences; `step` plays them. */
  follow(wanted: Wanted): void {
    const before = this.shown
    this.shown = wanted.marks.map(mark => {
      const old = before.find(known => known.cell === mark.cell && known.seat === mark.seat)
      if (old) return { ...old, pending: mark.pending }
      this.sound.scratch(mark.seat === 0 ? 300 : 380)
      return { ...mark, drawn: this.calm() ? 1 : 0, light: mark.pending ? PENDING_LIGHT : 1 }
    })
    if (wanted.marks.length === 0) this.triumph = null
    if (!wanted.line) this.line = 0
  }

  /** The winner's sign grows over the table. */
  celebrate(): void {
    if (!this.calm()) this.triumph = 0
  }

  /** Advances by `dt` ms; true while something still moves. */
  step(wanted: Wanted, dt: number): boolean {
    const pace = this.calm() ? 4 : 1
    let moving = false
    const towards = (from: number, to: number, ms: number) => {
      const next = from < to ? Math.min(to, from + (dt * pace) / ms) : Math.max(to, from - (dt * pace) / ms)
      if (next !== to) moving = true
      return next
    }
    this.grid = towards(this.grid, 1, 500)
    this.lights = [
      towards(this.lights[0], wanted.turn === 0 ? 1 : 0, 420),
      towards(this.lights[1], wanted.turn === 1 ? 1 : 0, 420),
    ]
    for (const mark of this.shown) {
      mark.drawn = towards(mark.drawn, 1, MARK_MS)
      mark.light = towards(mark.light, mark.pending ? PENDING_LIGHT : 1, 160)
    }
    const still = this.shown.every(mark => mark.drawn === 1)
    if (wanted.line && still) this.line = towards(this.line, 1, LINE_MS)
    if (wanted.line && this.line < 1) moving = true
    if (this.triumph !== null) {
      this.triumph += dt
      moving = true
      if (this.triumph > TRIUMPH_MS) this.triumph = null
    }
    this.sparks.step(dt)
    return moving || this.sparks.alive
  }

  draw(surface: Surface, board: Board, wanted: Wanted): void {
    const { g, w, h } = surface
    surface.begin()
    drawTable(g, w, h, this.lightsOf(wanted))
    this.drawTriumph(surface, wanted)
    drawGrid(g, board, ease(this.grid))
    const { ghost } = wanted
    if (ghost) {
      drawMark(g, board, { ...ghost, colour: wanted.colours[ghost.seat === 1 ? 1 : 0], drawn: 1, light: 0.16 })
    }
    for (const mark of this.shown) {
      const colour = wanted.colours[mark.seat === 1 ? 1 : 0]
      const tip = drawMark(g, board, { ...mark, colour, drawn: ease(mark.drawn) })
      if (tip && !this.calm()) {
        drawTip(g, tip, board.size * 0.035)
        this.sparks.burst(tip.x, tip.y, 1, board.size * 0.3, colour)
      }
    }
    if (wanted.line && this.line > 0) {
      const tip = drawWin(g, board, wanted.line, ease(this.line))
      if (this.line < 1 && !this.calm()) {
        drawTip(g, tip, board.size * 0.06)
        this.sparks.burst(tip.x, tip.y, 5, board.size * 0.7, '#FFB224')
      }
    }
    this.sparks.draw(g)
  }

  /** The winner's sign, from the board's size to the whole screen, fading as it grows. */
  private drawTriumph({ g, w, h }: Surface, wanted: Wanted): void {
    if (this.triumph === null || wanted.winner === null) return
    const t = this.triumph / TRIUMPH_MS
    const colour = wanted.colours[wanted.winner === 1 ? 1 : 0]
    const size = Math.max(w, h) * (0.5 + 1.1 * ease(t))
    const light = t < 0.12 ? t / 0.12 : Math.max(0, 1 - (t - 0.12) / 0.88)
    drawSign(g, w / 2, h / 2, size, { cell: 4, seat: wanted.winner, colour, drawn: Math.min(1, t * 3.2), light: light * 0.8 })
    if (t < 0.5) this.sparks.burst(w / 2, h / 2, 4, Math.max(w, h) * 0.9, colour)
  }

  private lightsOf(wanted: Wanted): Light[] {
    return wanted.colours.map((colour, seat) => ({ at: seat === 0 ? 0.02 : 0.98, colour, strength: this.lights[seat]! }))
  }
}

function ease(x: number): number {
  return 1 - (1 - x) ** 2
}
