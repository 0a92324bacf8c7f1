// Prints what an image holds, as CycloneDX: the server's packages, by the .deps.json that it is published with (the first
// argument), and those that the page is built from, by their lock file. Both name a hash of each.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

const json = path => JSON.parse(readFileSync(path, 'utf8'))

/** As both name it: `sha512-` and base64. */
const hashes = hash => (hash?.startsWith('sha512-') ? [{ alg: 'SHA-512', content: Buffer.from(hash.slice(7), 'base64').toString('hex') }] : [])

const [, , deps] = process.argv
const server = Object.entries(json(deps).libraries)
const [, version] = server.find(([name]) => name.startsWith(`${basename(deps, '.deps.json')}/`))[0].split('/')

const nuget = server.filter(([, library]) => library.type === 'package').map(([library, { sha512 }]) => {
  const [name, at] = library.split('/')
  return { type: 'library', name, version: at, purl: `pkg:nuget/${name}@${at}`, hashes: hashes(sha512) }
})

const npm = Object.entries(json(new URL('package-lock.json', import.meta.url)).packages).filter(([path, entry]) => path !== '' && !entry.dev).map(([path, entry]) => {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  return {
    type: 'library', name, version: entry.version, purl: `pkg:npm/${name.replace('@', '%40')}@${entry.version}`, hashes: hashes(entry.integrity),
    ...(entry.license === undefined ? {} : { licenses: [{ license: { name: entry.license } }] }),
  }
})

console.log(JSON.stringify({
  bomFormat: 'CycloneDX', specVersion: '1.5', version: 1,
  metadata: { component: { type: 'application', name: 'GameServer', version } },
  components: [...nuget, ...npm],
}, null, 1))
