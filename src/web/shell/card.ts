import { drawToken, INK, lookOf } from '../kit/palette'
import type { GameModule } from '../kit/module'
import { t, type Key } from './i18n'
import { inviteLink } from './share'
import { cast } from './match'
import { room } from './room'

const W = 1200
const H = 630

/** Draws the result as a picture of 1200 x 630 and shares it, or saves it where nothing can be shared. */
export async function shareCard(module: GameModule): Promise<void> {
  const canvas = document.createElement('canvas')
  canvas.width = W
  canvas.height = H
  draw(canvas.getContext('2d')!, module)
  const blob = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/png'))
  if (!blob) return
  const file = new File([blob], `${module.id}.png`, { type: 'image/png' })
  if (navigator.canShare?.({ files: [file] })) {
    // A closed share sheet is an answer too.
    return navigator.share({ files: [file], url: inviteLink() }).catch(() => undefined)
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

function draw(g: CanvasRenderingContext2D, module: GameModule): void {
  const outcome = room.value && module.outcome?.(room.value)
  const seats = Array.from({ length: module.seats }, (_, n) => n)
  const isDraw = outcome?.winners.length === 0
  const first = outcome?.winners[0] ?? 0
  const ranked = (room.value && module.ranks?.(room.value))?.map(rank => rank.seat) ?? seats
  const other = ranked.find(n => n !== first) ?? first
  const [winner, loser] = [cast.value.get(first), cast.value.get(other)]

  g.fillStyle = INK.ground
  g.fillRect(0, 0, W, H)
  for (let y = 15; y < H; y += 30) {
    for (let x = 15; x < W; x += 30) {
      g.fillStyle = INK.text
      g.globalAlpha = 0.05 + 0.2 * Math.max(0, 1 - Math.hypot(x - 300, y - 300) / 520) ** 2
      g.fillRect(x - 1, y - 1, 2, 2)
    }
  }
  g.globalAlpha = 1
  if (winner) drawToken(g, lookOf(winner.look), 300, 300, 300, { face: 'awake' })
  if (loser) {
    const style = isDraw ? ({ face: 'awake' } as const) : ({ face: 'asleep', light: 0.55 } as const)
    drawToken(g, lookOf(loser.look), 480, 410, 130, style)
  }
  g.fillStyle = INK.text
  g.textBaseline = 'alphabetic'
  const line = t(isDraw ? 'card.draw' : 'card.line', { winner: winner?.name ?? '', loser: loser?.name ?? '' })
  g.font = '800 64px Figtree, system-ui, sans-serif'
  const lines = wrap(g, line, 560)
  let y = 250 - 36 * Math.max(0, lines.length - 2)
  for (const part of lines) {
    g.fillText(part, 590, y)
    y += 72
  }
  g.font = '500 32px Figtree, system-ui, sans-serif'
  g.fillStyle = INK.muted
  g.fillText(t(`game.${module.id}` as Key), 590, y + 8)
  g.fillStyle = INK.amber
  g.font = '700 30px Figtree, system-ui, sans-serif'
  g.fillText(location.host, 590, 560)
}

/** Breaks a text into at most four lines no wider than `width`: between words, and inside one that fills a line alone. */
export function wrap(g: Pick<CanvasRenderingContext2D, 'measureText'>, text: string, width: number): string[] {
  const fits = (line: string) => g.measureText(line).width <= width
  const lines: string[] = []
  let line = ''
  const put = (part: string, gap: string) => {
    if (line && !fits(line + gap + part)) {
      lines.push(line)
      line = part
    } else line = line ? line + gap + part : part
  }
  for (const word of text.split(' ')) {
    if (fits(word)) put(word, ' ')
    else [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)].forEach(({ segment }, i) => put(segment, i ? '' : ' '))
  }
  return [...lines, line].slice(0, 4)
}
