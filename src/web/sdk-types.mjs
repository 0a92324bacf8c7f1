// Writes wwwroot/sdk/gameserver.d.ts: what the library exports, in one file beside the one module it describes; and
// messagepack.d.ts beside its module.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const from = new URL('node_modules/.cache/sdk-types/', import.meta.url)
const to = new URL('../GameServer/wwwroot/sdk/gameserver.d.ts', import.meta.url)

const here = new URL('.', import.meta.url)
const tsc = (...args) =>
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...args], { cwd: here, stdio: 'inherit' })

tsc('-p', 'tsconfig.sdk.json')

/** Modules in the order in which they name each other, the entry last. */
const modules = new Map()
function visit(name) {
  if (modules.has(name)) return
  modules.set(name, '')
  const text = readFileSync(new URL(`${name}.d.ts`, from), 'utf8')
  for (const [, other] of text.matchAll(/from '\.\/(\w+)'/g)) visit(other)
  modules.delete(name)
  modules.set(name, text)
}
visit('index')

const exported = [...modules.get('index').matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, names]) =>
  names.split(',').map(name => name.trim().replace(/^type /, '')).filter(Boolean),
)
modules.delete('index')
const body = [...modules.values()].map(text =>
  text.replace(/^import .*$/gm, '').replace(/^export \{\};?$/gm, '').replace(/^export (declare )?/gm, 'declare ').trim(),
)
// Names of one library are unique, so that its modules can share a scope; tsc checks the result.
writeFileSync(to, `${body.join('\n\n')}\n\nexport { ${exported.toSorted().join(', ')} }\n`)
writeFileSync(
  new URL('messagepack.d.ts', to),
  "import type { HubProtocol } from './gameserver.js'\n\nexport declare function messagePack(): HubProtocol\n",
)
tsc('--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom', fileURLToPath(to))
