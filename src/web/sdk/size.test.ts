import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { expect, it } from 'vitest'

/** SignalR alone takes 12 KB of it, without what it never runs here (vite.lean.ts). */
const BUDGET_KB = 24

it(`the library is one file of at most ${BUDGET_KB} KB, compressed, and needs nothing beside it`, async () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const result = await build({
    root,
    configFile: fileURLToPath(new URL('../vite.sdk.config.ts', import.meta.url)),
    logLevel: 'silent',
    build: { write: false },
  })

  const { output } = result as Rolldown.RolldownOutput
  expect(output.map(file => file.fileName)).toEqual(['gameserver.js'])
  const [{ code, imports, dynamicImports }] = output
  expect([...imports, ...dynamicImports]).toEqual([])
  expect(gzipSync(code).length / 1024).toBeLessThan(BUDGET_KB)
})
