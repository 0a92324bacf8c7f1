import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

/** What a first visit may cost, in KB of gzip: a phone on slow 4G loads 60 KB in a third of a second. */
const KB = 1_000

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

let out: string
let manifest: Record<string, Chunk>
let assets: { name: string; code: string; bytes: number }[]

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'gameserver-size-'))
  // What is shipped: in a test's own environment the libraries keep what helps to find mistakes.
  vi.stubEnv('NODE_ENV', 'production')
  await build({ root: import.meta.dirname, logLevel: 'silent', build: { outDir: out, emptyOutDir: true, manifest: true } })
  manifest = JSON.parse(readFileSync(join(out, '.vite/manifest.json'), 'utf8'))
  assets = readdirSync(join(out, 'assets')).map(name => {
    const file = readFileSync(join(out, 'assets', name))
    return { name, code: /\.(js|css)$/.test(name) ? file.toString() : '', bytes: gzipSync(file).length }
  })
}, 60_000)

afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(out, { recursive: true, force: true })
})

/** What index.html asks for before anything can be pressed. */
function first(): typeof assets {
  const html = readFileSync(join(out, 'index.html'), 'utf8')
  return assets.filter(({ name, code }) => code !== '' && html.includes(name))
}

/** The code and style of these modules and of all they import. */
function fetchedFor(...sources: string[]): typeof assets {
  const files = new Set<string>()
  const seen = new Set<string>()
  const visit = (source: string) => {
    if (seen.has(source)) return
    seen.add(source)
    const { file, imports = [], css = [] } = manifest[source]!
    for (const found of [file, ...css]) files.add(found.replace('assets/', ''))
    imports.forEach(visit)
  }
  sources.forEach(visit)
  return assets.filter(({ name }) => files.has(name))
}

const sum = (all: typeof assets) => all.reduce((bytes, asset) => bytes + asset.bytes, 0)

it('shows the first screen, ready to be pressed, within 60 KB of code and style', () => {
  expect(first().length).toBeGreaterThan(1)
  expect(sum(first())).toBeLessThan(60 * KB)
})

it('has fetched no more than 84 KB of code and style when a round of Sparks is over', () => {
  const played = fetchedFor('index.html', 'shell/inroom.tsx', 'shell/result.tsx', 'games/sparks/view.ts')
  const game = fetchedFor('games/sparks/view.ts').filter(asset => !fetchedFor('index.html', 'shell/inroom.tsx', 'shell/result.tsx').includes(asset))
  expect(sum(played)).toBeLessThan(84 * KB)
  expect(sum(game)).toBeLessThan(14 * KB)
})

it('keeps the latin letters within 21 KB, and preloads them', () => {
  const html = readFileSync(join(out, 'index.html'), 'utf8')
  const font = assets.find(({ name }) => /latin-wght-normal.*woff2$/.test(name))!
  expect(html).toContain(font.name)
  expect(font.bytes).toBeLessThan(21 * KB)
})

it('carries nothing a content security policy of one origin would refuse', () => {
  for (const { name, code } of assets) {
    expect(code, name).not.toMatch(/url\(\s*["']?(data|https?):/)
    expect(code, name).not.toMatch(/\beval\(|new Function\(/)
  }
  expect(readFileSync(join(out, 'index.html'), 'utf8')).not.toMatch(/<style|style="|<script(?![^>]*\bsrc=)/)
})
