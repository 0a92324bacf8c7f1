import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { expect, it } from 'vitest'

/** SignalR alone takes 12 KB of it, without what it never runs here (vite.lean.ts). */
const BUDGET_KB = 24

it.each([
  ['the library', 'gameserver.js', BUDGET_KB, 'production'],
  ['what speaks MessagePack, for those who ask,', 'messagepack.js', 10, 'messagepack'],
])('%s is one file, %s, of at most %i KB, compressed, and needs nothing beside it', async (_what, file, budget, mode) => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const result = await build({
    root,
    mode,
    configFile: fileURLToPath(new URL('../vite.sdk.config.ts', import.meta.url)),
    logLevel: 'silent',
    build: { write: false },
  })

  const { output } = result as Rolldown.RolldownOutput
  expect(output.map(({ fileName }) => fileName)).toEqual([file])
  const [{ code, imports, dynamicImports }] = output
  expect([...imports, ...dynamicImports]).toEqual([])
  expect(gzipSync(code).length / 1024).toBeLessThan(budget)
})
