import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { clock, fill, language, preferredLanguage, seconds, speak, tn } from './i18n'
import de from './lang/de.json'
import en from './lang/en.json'
import es from './lang/es.json'
import fr from './lang/fr.json'

const names = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(found => found[1]).toSorted()

describe.each(Object.entries({ de, es, fr }))('the language %s', (_, sentences: Record<string, string>) => {
  it('has a sentence for every key, and no other', () => {
    expect(Object.keys(sentences).toSorted()).toEqual(Object.keys(en).toSorted())
  })

  it('keeps the values every sentence is filled with', () => {
    for (const [key, sentence] of Object.entries(en)) expect(names(sentences[key]!), key).toEqual(names(sentence))
  })

  it('leaves no sentence empty', () => {
    for (const [key, sentence] of Object.entries(sentences)) expect(sentence.trim(), key).not.toBe('')
  })
})

it('has no sentence nobody says', () => {
  const read = (dir: string): string =>
    readdirSync(dir, { withFileTypes: true })
      .map(entry => (entry.isDirectory() ? read(`${dir}/${entry.name}`) : /\.tsx?$/.test(entry.name) ? readFileSync(`${dir}/${entry.name}`, 'utf8') : ''))
      .join('\n')
  const source = read('shell') + read('games')
  // Names that are put together: game.<id>, refused.<reason> ...
  const families = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map(found => found[1]!)
  const unsaid = Object.keys(en).filter(
    key => !source.includes(`'${key.replace(/_(one|other)$/, '')}'`) && !families.some(family => key.startsWith(family)),
  )
  expect(unsaid).toEqual([])
})

describe('the words of a number', () => {
  it('are singular and plural', () => {
    expect(tn('home.open', 1)).toBe('1 room open')
    expect(tn('home.open', 3)).toBe('3 rooms open')
  })

  it('leave an unknown value in sight instead of hiding it', () => {
    expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}')
  })

  it('keep a name that is written from right to left apart from the number behind it', () => {
    expect(fill('You robbed {name}: {n}', { name: 'דוד', n: 3 })).toBe('You robbed \u2068דוד\u2069: 3')
    expect(fill('You robbed {name}: {n}', { name: 'Mia', n: 3 })).toBe('You robbed Mia: 3')
  })

  it('count time as people do', () => {
    expect(clock(52_000)).toBe('0:52')
    expect(clock(61_001)).toBe('1:02')
    expect(clock(-5)).toBe('0:00')
    expect(seconds(300)).toBe(1)
    expect(seconds(6_400)).toBe(6)
  })
})

it('speaks the language that was chosen last, whichever is here first', async () => {
  vi.stubGlobal('document', { documentElement: {} })

  const first = speak('de')
  await speak('en')
  await first

  expect(language.value).toBe('en')
  vi.unstubAllGlobals()
})

it('speaks the first language of the browser that it has', () => {
  expect(preferredLanguage(['pt-BR', 'fr-CA', 'en'])).toBe('fr')
  expect(preferredLanguage(['zz'])).toBe('en')
})
