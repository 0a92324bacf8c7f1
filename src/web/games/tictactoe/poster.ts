import { lookOf } from '../../kit/palette'
import type { Poster } from '../../kit/module'
import { drawGrid, drawMark, drawTable, drawTip, drawWin } from './draw'
import { lineOf } from './model'

/** One short match, always the same, drawn by the game's own strokes. */
const SCRIPT = [4, 1, 0, 8, 6, 3, 2]
const LOOKS = [0, 7]
const LOOP_MS = 4_000
const EACH_MS = 360

export const poster: Poster = {
  still: 3_300,
  draw(g, w, h, t) {
    const at = t % LOOP_MS
    const colours = LOOKS.map(look => lookOf(look).colour)
    const fade = at > LOOP_MS - 320 ? (LOOP_MS - at) / 320 : Math.min(1, at / 200)
    const size = Math.min(w * 0.72, h * 0.8)
    const board = { x: (w - size) / 2, y: (h - size) / 2, size }
    const step = Math.min(SCRIPT.length, Math.floor(at / EACH_MS))
    const turn = step % 2
    const swing = Math.min(1, (at % EACH_MS) / 200)
    drawTable(g, w, h, [
      { at: 0.02, colour: colours[0]!, strength: turn === 0 ? swing : 1 - swing },
      { at: 0.98, colour: colours[1]!, strength: turn === 1 ? swing : 1 - swing },
    ])
    g.save()
    g.globalAlpha = fade
    drawGrid(g, board, 1)
    const cells: (number | null)[] = Array<null>(9).fill(null)
    for (let i = 0; i < SCRIPT.length; i++) {
      const drawn = Math.min(1, (at - i * EACH_MS) / 260)
      if (drawn <= 0) break
      cells[SCRIPT[i]!] = i % 2
      const tip = drawMark(g, board, {
        cell: SCRIPT[i]!,
        seat: i % 2,
        colour: colours[i % 2]!,
        drawn: ease(drawn),
        light: 1,
      })
      if (tip) drawTip(g, tip, size * 0.05)
    }
    const line = lineOf(cells)
    const won = (at - SCRIPT.length * EACH_MS) / 300
    if (line && won > 0) {
      g.globalAlpha = fade
      drawWin(g, board, line, Math.min(1, ease(Math.min(1, won))))
    }
    g.restore()
  },
}

function ease(x: number): number {
  return 1 - (1 - x) ** 2
}
