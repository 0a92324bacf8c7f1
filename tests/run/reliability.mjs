// node reliability.mjs RESULTS KIND SECONDS [--record]: gathers what the harnesses counted (RESULTS/reliability/*.json, one file a
// part) into RESULTS/reliability.json and prints it as a table. With --record it becomes tests/reliability.json, which is committed,
// and the README shows it. KIND is ci or release.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const RECORD = join(ROOT, 'tests/reliability.json')
const README = join(ROOT, 'README.md')
const [BEGIN, END] = ['<!-- reliability: written by tests/run.sh -->', '<!-- /reliability -->']

/** The parts of a full run, in the order of the table; one without a file did not run. */
const PARTS = {
  simulation: 'Simulated worlds',
  planted: 'Planted bugs that the simulation must find',
  chaos: 'Socket faults, C# and TypeScript clients',
  browserChaos: 'Socket faults, Chromium',
  kills: 'kill -9 under load',
  recovery: 'kill -9 of a server with many rooms',
  crashPoints: 'kill -9 at named points of a commit',
  sigterm: 'SIGTERM under load',
  nodes: 'Nodes killed, PostgreSQL',
  corruption: 'Damaged journals',
  fuzz: 'Fuzz',
  turnstile: 'Wake-ups between threads',
  storm: 'Reconnect storm',
  soak: 'Soak with churn',
  browser: 'Browser faults',
  control: 'Stock SignalR hub under the same faults',
  oracle: 'Histories of real servers that the oracle judged',
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** `p95ReadyMs: 812` reads "812 ms p95 ready". */
function phrase(key, value) {
  const words = key.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  const unit = / (ms|seconds|minutes|kb|mb)$/.exec(words)?.[1]
  if (typeof value === 'string') return value
  if (unit === undefined) return `${number.format(value)} ${words}`
  return `${words.slice(0, -unit.length - 1)} ${number.format(value)} ${unit.replace('kb', 'KB').replace('mb', 'MB')}`
}

function cell(figures) {
  if (figures === undefined) return 'not run'
  const told = Object.entries(figures).filter(([, value]) => typeof value === 'number' || typeof value === 'string')
  return told.map(([key, value]) => phrase(key, value)).join(', ')
}

/** Broken promises by invariant, over all parts that counted them. */
export function violationsOf(parts) {
  const sum = {}
  for (const { violations } of Object.values(parts)) {
    if (typeof violations !== 'object') continue
    for (const [invariant, count] of Object.entries(violations)) sum[invariant] = (sum[invariant] ?? 0) + count
  }
  return sum
}

/** The table of a run. */
export function render(run) {
  const names = [...Object.keys(PARTS), ...Object.keys(run.parts).filter(name => !(name in PARTS))]
  const rows = names.map(name => `| ${PARTS[name] ?? name} | ${cell(run.parts[name])} |`)
  const violations = violationsOf(run.parts)
  const judged = Object.keys(violations)
  const broken = judged.reduce((sum, name) => sum + violations[name], 0)
  const spread = broken === 0 ? judged.join(' ') : judged.filter(name => violations[name] > 0).map(name => `${name}: ${violations[name]}`).join(', ')
  const origin = run.commit === undefined
    ? 'No run has been recorded.'
    : `One ${run.kind === 'release' ? 'release' : 'ordinary'} run of ${number.format(run.minutes)} minutes on ${run.cores} cores, commit ${run.commit.slice(0, 10)}.`
  return [
    origin,
    '',
    '| What was done | How much |',
    '|---|---|',
    ...rows,
    `| **Promises broken** | ${judged.length === 0 ? 'not run' : `**${broken}** (${spread})`} |`,
  ].join('\n')
}

/** The README with another table between its marks. */
export function withTable(readme, table) {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${BEGIN} ... ${END}.`)
  return `${readme.slice(0, begin + BEGIN.length)}\n${table}\n${readme.slice(end)}`
}

/** What was recorded last. */
export function recorded() {
  return JSON.parse(readFileSync(RECORD, 'utf8'))
}

function gather(folder) {
  const files = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : []
  return Object.fromEntries(files.sort().map(name => [basename(name, '.json'), JSON.parse(readFileSync(join(folder, name), 'utf8'))]))
}

function commit() {
  const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim()
  try {
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}

if (import.meta.filename === process.argv[1]) {
  const [results, kind, seconds, record] = process.argv.slice(2)
  const parts = gather(join(results, 'reliability'))
  const run = { commit: commit(), kind, minutes: Math.round(seconds / 6) / 10, cores: availableParallelism(), violations: violationsOf(parts), parts }
  const text = `${JSON.stringify(run, null, 2)}\n`
  writeFileSync(join(results, 'reliability.json'), text)
  console.log(render(run))
  if (record === '--record') {
    writeFileSync(RECORD, text)
    writeFileSync(README, withTable(readFileSync(README, 'utf8'), render(run)))
    console.log(`\nRecorded in ${RECORD} and README.md.`)
  }
}
