import { effect, signal } from '@preact/signals'
import { GOLD, LOOKS, palette, PALETTES, type Palette } from '../kit/palette'
import { madeUpName, tidyName } from './names'

/** What a person chose, remembered by the browser. Nothing of a game is ever stored here. */
interface Remembered {
  name: string
  /** 0 to 7. */
  look: number
  calm: boolean
  sound: boolean
  palette: Palette
  language: string | null
}

const KEY = 'gameserver.settings'

function load(): Partial<Remembered> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return typeof found === 'object' && found !== null ? found : {}
  } catch {
    return {} // storage switched off, or not ours: begin anew
  }
}

const kept = load()
const stillness = matchMedia('(prefers-reduced-motion: reduce)')
const contrast = matchMedia('(prefers-contrast: more)')
const systemPalette = (): Palette => (contrast.matches ? 'contrast' : 'standard')
// Like the calm, it follows the system until it is chosen here.
palette.value = typeof kept.palette === 'string' && Object.hasOwn(PALETTES, kept.palette) ? kept.palette : systemPalette()

/** 1 to 16 graphemes; made up on the first visit, so that nobody meets a form. */
export const name = signal(tidyName(typeof kept.name === 'string' ? kept.name : '') || madeUpName(Math.random))
export const look = signal(Number.isInteger(kept.look) ? Math.abs(kept.look!) % 8 : firstLook())
/** No sparks, no shaking, short fades. Follows the system until it is chosen here. */
export const calm = signal(typeof kept.calm === 'boolean' ? kept.calm : stillness.matches)
export const sound = signal(kept.sound !== false)
/** Null: the browser's own choice of languages. */
export const chosenLanguage = signal(typeof kept.language === 'string' ? kept.language : null)

/** Writes every later change down, and keeps the page's motion in step. Called once. */
export function rememberSettings(): void {
  stillness.addEventListener('change', event => (calm.value = event.matches))
  contrast.addEventListener('change', () => (palette.value = systemPalette()))
  effect(() => {
    document.documentElement.classList.toggle('calm', calm.value)
  })
  let before = kept
  effect(() => {
    const now: Partial<Remembered> = {
      name: name.value,
      look: look.value,
      calm: calm.value,
      sound: sound.value,
      palette: palette.value,
      language: chosenLanguage.value,
    }
    if (now.calm === stillness.matches) delete now.calm
    if (now.palette === systemPalette()) delete now.palette
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...load(), ...changes(before, now) }))
    } catch {
      // Storage is full or forbidden: the choice holds for this visit.
    }
    before = now
  })
}

/** Only what was chosen here: another tab may have chosen the rest meanwhile. */
function changes(before: Partial<Remembered>, now: Partial<Remembered>): Partial<Remembered> {
  const names = Object.keys({ ...before, ...now }) as (keyof Remembered)[]
  return Object.fromEntries(names.filter(one => before[one] !== now[one]).map(one => [one, now[one]]))
}

function firstLook(): number {
  const n = Math.floor(Math.random() * (LOOKS - 1))
  return n < GOLD ? n : n + 1
}
