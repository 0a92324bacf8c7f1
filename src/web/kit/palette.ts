import { signal } from '@preact/signals'

/** Colours of the canvases; the same values stand as custom properties in shell/base.css. */
export const INK = {
  ground: '#12141C',
  panel: '#1B1F2B',
  raised: '#262C3B',
  hairline: '#2A3040',
  border: '#626D87',
  text: '#EEF1F7',
  muted: '#9AA3B5',
  amber: '#FFB224',
  good: '#3DDC97',
  danger: '#FF6B57',
} as const

export type Shape = 'circle' | 'triangle' | 'square' | 'diamond' | 'star' | 'plus' | 'hexagon' | 'drop'

/** A player's appearance: a colour never stands without its shape, so nobody depends on seeing colour. */
export interface Look {
  readonly colour: string
  /** Names colour and shape in words, as a key of the languages. */
  readonly name: string
  readonly shape: Shape
}

/**
 * The players' colours as each page may choose them, in the order of the wire's `look`; the shapes are the same in all.
 * Each was chosen as a whole: any two of its colours are far apart to normal, protan, deutan and tritan eyes, dE >= 25 in
 * the standard one, >= 27 in that of contrast, where each also stands out from the ground by 7 to 1. Replacing one by taste
 * breaks its set.
 */
export const PALETTES = {
  standard: [
    { colour: '#82F9EC', name: 'aqua', shape: 'circle' },
    { colour: '#F0F729', name: 'lemon', shape: 'triangle' },
    { colour: '#CBA8F3', name: 'lilac', shape: 'square' },
    { colour: '#2E9049', name: 'green', shape: 'diamond' },
    { colour: '#B0DE94', name: 'lime', shape: 'star' },
    { colour: '#DEB53E', name: 'gold', shape: 'plus' },
    { colour: '#8983F9', name: 'indigo', shape: 'hexagon' },
    { colour: '#E2769F', name: 'pink', shape: 'drop' },
  ],
  contrast: [
    { colour: '#C3FFD9', name: 'mint', shape: 'circle' },
    { colour: '#F7FF00', name: 'lemon', shape: 'triangle' },
    { colour: '#FFB9FF', name: 'rose', shape: 'square' },
    { colour: '#54FF79', name: 'green', shape: 'diamond' },
    { colour: '#94A76D', name: 'olive', shape: 'star' },
    { colour: '#D59302', name: 'gold', shape: 'plus' },
    { colour: '#61ADA2', name: 'teal', shape: 'hexagon' },
    { colour: '#FF56FF', name: 'magenta', shape: 'drop' },
  ],
} as const satisfies Record<string, readonly Look[]>

export type Palette = keyof typeof PALETTES

/** How many looks there are, whichever the palette. */
export const LOOKS = PALETTES.standard.length

/** Sparks are gold too: it is for those who choose it, and otherwise given last. */
export const GOLD = 5

/** The palette of this page. What draws with `lookOf` shows another choice at once: a component by itself, a picture by its loop. */
export const palette = signal<Palette>('standard')

/** Any integer is taken round the eight, anything else is the first. */
export function lookNumber(look: number | null | undefined): number {
  return Number.isInteger(look) ? (((look as number) % LOOKS) + LOOKS) % LOOKS : 0
}

/** The look of that number, in the page's palette. */
export function lookOf(look: number | null | undefined): (typeof PALETTES)[Palette][number] {
  return PALETTES[palette.value][lookNumber(look)]!
}

/**
 * Outlines in a 24 x 24 box. Drawn with a round-joined stroke of the same colour, which softens the corners.
 * One set of strings serves the SVG tokens and, as Path2D, the canvases.
 */
export const SHAPE_PATHS: Readonly<Record<Shape, string>> = {
  circle: 'M12 3.2a8.8 8.8 0 1 1 0 17.6a8.8 8.8 0 1 1 0-17.6z',
  triangle: 'M12 4 21 19.4H3z',
  square: 'M4.6 4.6h14.8v14.8H4.6z',
  diamond: 'M12 2.8 21.2 12 12 21.2 2.8 12z',
  star: 'M12 3l2.75 5.75 6.3.85-4.6 4.4 1.12 6.25L12 17.25l-5.57 3 1.12-6.25-4.6-4.4 6.3-.85z',
  plus: 'M8.9 3.6h6.2v5.3h5.3v6.2h-5.3v5.3H8.9v-5.3H3.6V8.9h5.3z',
  hexagon: 'M12 2.9 19.9 7.45v9.1L12 21.1 4.1 16.55v-9.1z',
  drop: 'M12 2.9c3 3.5 6.7 7.4 6.7 11.3a6.7 6.7 0 0 1-13.4 0c0-3.9 3.7-7.8 6.7-11.3z',
}

/** Where a face sits on the shape: the eye line's centre, in the same box. */
export const FACE_AT: Readonly<Record<Shape, { x: number; y: number; scale: number }>> = {
  circle: { x: 12, y: 11.4, scale: 1 },
  triangle: { x: 12, y: 14.3, scale: 0.82 },
  square: { x: 12, y: 11.4, scale: 1 },
  diamond: { x: 12, y: 11.4, scale: 0.92 },
  star: { x: 12, y: 11.6, scale: 0.72 },
  plus: { x: 12, y: 11.4, scale: 0.86 },
  hexagon: { x: 12, y: 11.4, scale: 1 },
  drop: { x: 12, y: 13.6, scale: 0.88 },
}

const paths = new Map<Shape, Path2D>()

/** The shape as a Path2D, made once. */
function pathOf(shape: Shape): Path2D {
  let path = paths.get(shape)
  if (!path) paths.set(shape, (path = new Path2D(SHAPE_PATHS[shape])))
  return path
}

export interface TokenStyle {
  /** 1 as it is, towards 0 sunk into the ground; its own colour rather than alpha, so that overlaps do not show. */
  light?: number
  face?: 'awake' | 'asleep'
}

/** Draws a token centred at (x, y), `size` CSS pixels wide, in the context's current alpha. */
export function drawToken(
  g: CanvasRenderingContext2D,
  look: Look,
  x: number,
  y: number,
  size: number,
  { light = 1, face }: TokenStyle = {},
): void {
  g.save()
  g.translate(x - size / 2, y - size / 2)
  g.scale(size / 24, size / 24)
  g.fillStyle = g.strokeStyle = light < 1 ? mix(INK.ground, look.colour, light) : look.colour
  g.lineJoin = g.lineCap = 'round'
  g.lineWidth = 2
  const path = pathOf(look.shape)
  g.fill(path)
  g.stroke(path)
  if (face) drawFace(g, look.shape, face)
  g.restore()
}

/** The small face of a token, in its 24 x 24 box. */
function drawFace(g: CanvasRenderingContext2D, shape: Shape, face: 'awake' | 'asleep'): void {
  const { x, y, scale } = FACE_AT[shape]
  g.translate(x, y)
  g.scale(scale, scale)
  g.fillStyle = g.strokeStyle = INK.ground
  g.lineWidth = 1.4
  g.beginPath()
  if (face === 'awake') {
    g.arc(-3, 0, 1.15, 0, Math.PI * 2)
    g.arc(3, 0, 1.15, 0, Math.PI * 2)
    g.fill()
    g.beginPath()
    g.moveTo(-1.5, 3.5)
    g.quadraticCurveTo(0, 4.7, 1.5, 3.5)
  } else {
    g.moveTo(-4.2, 0)
    g.lineTo(-1.8, 0)
    g.moveTo(1.8, 0)
    g.lineTo(4.2, 0)
    g.moveTo(-1.2, 4)
    g.lineTo(1.2, 4)
  }
  g.stroke()
}

/** From one "#RRGGBB" to another; `t` 0 is the first. */
export function mix(from: string, to: string, t: number): string {
  const a = Number.parseInt(from.slice(1), 16)
  const b = Number.parseInt(to.slice(1), 16)
  const part = (shift: number) => {
    const x = (a >> shift) & 255
    return Math.round(x + (((b >> shift) & 255) - x) * t)
  }
  return `rgb(${part(16)},${part(8)},${part(0)})`
}
