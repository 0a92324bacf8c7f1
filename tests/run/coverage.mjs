// node coverage.mjs FOLDER PERCENT: prints the line coverage of the newest cobertura report below FOLDER; fails below PERCENT.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** `{ covered, lines }` of a cobertura report, from its root element. */
export function readCoverage(xml) {
  const covered = /<coverage[^>]*\blines-covered="(\d+)"/.exec(xml)
  const lines = /<coverage[^>]*\blines-valid="(\d+)"/.exec(xml)
  if (!covered || !lines || lines[1] === '0') throw new Error('The report names no lines: was anything instrumented?')
  return { covered: Number(covered[1]), lines: Number(lines[1]) }
}

function newestReport(folder) {
  const reports = readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith('coverage.cobertura.xml'))
    .map(name => join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  if (reports.length === 0) throw new Error(`There is no coverage report below ${folder}.`)
  return reports[0]
}

if (import.meta.filename === process.argv[1]) {
  const [folder, least] = process.argv.slice(2)
  const { covered, lines } = readCoverage(readFileSync(newestReport(folder), 'utf8'))
  const percent = (100 * covered) / lines
  console.log(`GameServer.Engine: ${percent.toFixed(1)} % of ${lines} lines are covered by GameServer.Tests (at least ${least} %).`)
  process.exit(percent < Number(least) ? 1 : 0)
}
