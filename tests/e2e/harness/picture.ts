import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OUT, type Player } from './player'

const HEIGHT = 430
const GAP = 12

/** Puts screenshots of the run side by side, row by row, into one picture in the run's folder. */
export async function sideBySide(player: Player, rows: string[][], name: string): Promise<void> {
  const page = await player.context.newPage()
  const sources = rows.map(row => row.map(shot => `data:image/png;base64,${readFileSync(join(OUT, `${shot}.png`)).toString('base64')}`))
  const picture = await page.evaluate(
    async ({ sources, height, gap }) => {
      const load = async (source: string) => {
        const image = new Image()
        image.src = source
        await image.decode()
        return image
      }
      const images = await Promise.all(sources.map(row => Promise.all(row.map(load))))
      const widthOf = (image: HTMLImageElement) => Math.round((image.width * height) / image.height)
      const canvas = document.createElement('canvas')
      canvas.width = Math.max(...images.map(row => row.reduce((sum, image) => sum + widthOf(image) + gap, -gap)))
      canvas.height = images.length * (height + gap) - gap
      const g = canvas.getContext('2d')!
      g.imageSmoothingQuality = 'high'
      images.forEach((row, line) => {
        let x = 0
        for (const image of row) {
          g.drawImage(image, x, line * (height + gap), widthOf(image), height)
          x += widthOf(image) + gap
        }
      })
      return canvas.toDataURL('image/webp', 0.85)
    },
    { sources, height: HEIGHT, gap: GAP },
  )
  await page.close()
  writeFileSync(join(OUT, name), Buffer.from(picture.slice(picture.indexOf(',') + 1), 'base64'))
}
