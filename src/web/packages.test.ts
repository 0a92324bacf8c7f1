import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import manifest from './package.json'

const folder = mkdtempSync(join(tmpdir(), 'gameserver-packages-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Component {
  name: string
  version: string
  purl: string
  hashes: { alg: string; content: string }[]
}

function listOf(libraries: Record<string, object>): { metadata: { component: object }; components: Component[] } {
  const deps = join(folder, 'GameServer.deps.json')
  writeFileSync(deps, JSON.stringify({ libraries }))
  return JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, 'packages.mjs'), deps], { encoding: 'utf8' }))
}

it('the list of packages names those of the server and those of the page, each with version and hash', () => {
  const list = listOf({
    'GameServer/1.2.3': { type: 'project', sha512: '' },
    'GameServer.Engine/1.2.3': { type: 'project', sha512: '' },
    'Npgsql/10.0.0': { type: 'package', sha512: 'sha512-AAEC' },
  })

  expect(list.metadata.component).toEqual({ type: 'application', name: 'GameServer', version: '1.2.3' })
  expect(list.components[0]).toEqual({ type: 'library', name: 'Npgsql', version: '10.0.0', purl: 'pkg:nuget/Npgsql@10.0.0', hashes: [{ alg: 'SHA-512', content: '000102' }] })
  const names = list.components.map(component => component.name)
  for (const name of Object.keys(manifest.dependencies)) expect(names).toContain(name)
  for (const name of Object.keys(manifest.devDependencies)) if (name !== 'ws') expect(names).not.toContain(name)
  for (const { name, version, hashes } of list.components) expect([name, version, hashes.length]).toEqual([name, expect.stringMatching(/^\d/), 1])
  expect(list.components.find(component => component.name === '@preact/signals')!.purl).toMatch(/^pkg:npm\/%40preact\/signals@/)
})
