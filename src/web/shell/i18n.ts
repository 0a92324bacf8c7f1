import { signal } from '@preact/signals'
import en from './lang/en.json'

/** A sentence's name. English is the whole list; the other languages must have the same keys (tested). */
export type Key = keyof typeof en
export type Params = Readonly<Record<string, string | number>>
type Sentences = Readonly<Record<string, string>>

export const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' } as const
export type Language = keyof typeof LANGUAGES

const sentences = signal<Sentences>(en)
export const language = signal<Language>('en')

/** Fetched only when chosen: English rides in the first bundle and stands in for a missing sentence. */
const others: Record<Exclude<Language, 'en'>, () => Promise<{ default: Sentences }>> = {
  de: () => import('./lang/de.json'),
  fr: () => import('./lang/fr.json'),
  es: () => import('./lang/es.json'),
}

let chosen: Language = 'en'

/** Switches the page to a language; one that cannot be fetched, or comes after another was chosen, leaves things as they are. */
export async function speak(next: Language): Promise<void> {
  chosen = next
  const found = next === 'en' ? en : (await others[next]().catch(() => null))?.default
  if (!found || chosen !== next) return
  sentences.value = found
  language.value = next
  document.documentElement.lang = next
}

/** The first language of the browser's list that the page has. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const short = tag.slice(0, 2).toLowerCase()
    if (short in LANGUAGES) return short as Language
  }
  return 'en'
}

/** Fills `{name}` in a sentence; a name without a value stays visible, so that a mistake is seen. */
export function fill(sentence: string, params: Params): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? isolated(String(params[name])) : whole,
  )
}

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/

/** A name written from right to left would draw the number behind it to its other side: it keeps to itself. */
function isolated(value: string): string {
  return RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value
}

/** The sentence of that name in the present language. */
export function t(key: Key, params: Params = {}): string {
  return fill(sentences.value[key] ?? en[key], params)
}

type Counted = { [K in Key]: K extends `${infer Stem}_other` ? Stem : never }[Key]

/** The sentence for a number of things, in the language's own singular and plural; `{n}` is the number. */
export function tn(stem: Counted, n: number, params: Params = {}): string {
  const form = new Intl.PluralRules(language.value).select(n)
  const key = `${stem}_${form}` as Key
  return t(key in en ? key : (`${stem}_other` as Key), { ...params, n })
}

/** Whole seconds for "after 6 s"; never 0, because something did happen. */
export function seconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000))
}

/** A span as m:ss, for countdowns. */
export function clock(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** A moment as the wall clock shows it, 24 hours in every language: "14:02". */
export function timeOfDay(ms: number): string {
  const at = new Date(ms)
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
}
