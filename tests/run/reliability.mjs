// node reliability.mjs RESULTS KIND SECONDS [--record]: gathers what the harnesses counted (RESULTS/reliability/*.json, one file a
// part) into RESULTS/reliability.json and prints it as a table. With --record it becomes tests/reliability.json, or for a release
// tests/reliability.release.json, which are committed, and the README shows both. KIND is ci or release.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const RECORDS = { ci: join(ROOT, 'tests/reliability.json'), release: join(ROOT, 'tests/reliability.release.json') }
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

/** Counts whose name alone does not say what they count. */
const NAMES = { rfc6455: 'violations of RFC 6455', parser: 'inputs of the parser', socket: 'messages to a socket' }

/** What one of them is called, where that is not its name without an s. */
const ONE = { databaseCrashes: 'database crash', databasesPutBack: 'database put back' }

/** Parts whose counts belong into one sentence. */
const SENTENCES = {
  planted: ({ found, of, worstSeed }) => `${found} of ${of} found, the slowest at seed ${number.format(worstSeed)}`,
}

/** `readyP95Ms: 812` reads "ready p95 812 ms". */
function phrase(key, value) {
  const words = NAMES[key] ?? key.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  const unit = / (ms|seconds|minutes|kb|mb)$/.exec(words)?.[1]
  if (typeof value === 'string') return value
  if (unit === undefined) return `${number.format(value)} ${value === 1 ? (ONE[key] ?? words.replace(/s$/, '')) : words}`
  return `${words.slice(0, -unit.length - 1)} ${number.format(value)} ${unit.replace('kb', 'KB').replace('mb', 'MB')}`
}

function cell(part, figures) {
  if (figures === undefined) return 'not run'
  if (SENTENCES[part] !== undefined) return SENTENCES[part](figures)
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

const KINDS = { ci: 'ordinary', release: 'release' }

function origin(kind, run) {
  if (run === undefined) return `No ${KINDS[kind]} run has been recorded.`
  const bound = run.minutesEach === undefined ? '' : `, in which each part ended after ${number.format(run.minutesEach)} minutes, if it had done what an ordinary run does`
  return `One ${KINDS[kind]} run of ${number.format(run.minutes)} minutes${bound}, on ${run.cores} cores, commit ${run.commit.slice(0, 10)}.`
}

function broken(run) {
  const violations = violationsOf(run.parts)
  const judged = Object.keys(violations)
  if (judged.length === 0) return 'not run'
  const sum = judged.reduce((sum, name) => sum + violations[name], 0)
  return `**${sum}** (${sum === 0 ? judged.join(' ') : judged.filter(name => violations[name] > 0).map(name => `${name}: ${violations[name]}`).join(', ')})`
}

/** The table of recorded runs by kind: `{ ci, release }`, of which either may be missing. */
export function render(runs) {
  const kinds = Object.keys(KINDS).filter(kind => runs[kind] !== undefined)
  const names = [...new Set([...Object.keys(PARTS), ...kinds.flatMap(kind => Object.keys(runs[kind].parts))])]
  const row = (title, cellOf) => `| ${[title, ...kinds.map(kind => cellOf(runs[kind]))].join(' | ')} |`
  return [
    Object.keys(KINDS).map(kind => origin(kind, runs[kind])).join(' '),
    '',
    `| ${['What was done', ...kinds.map(kind => `In one ${KINDS[kind]} run`)].join(' | ')} |`,
    `|---|${kinds.map(() => '---|').join('')}`,
    ...names.map(name => row(PARTS[name] ?? name, run => cell(name, run.parts[name]))),
    row('**Promises broken**', broken),
  ].join('\n')
}

/** The README with another table between its marks. */
export function withTable(readme, table) {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${BEGIN} ... ${END}.`)
  return `${readme.slice(0, begin + BEGIN.length)}\n${table}\n${readme.slice(end)}`
}

/** What was recorded last, by kind. */
export function recorded() {
  const kept = Object.entries(RECORDS).filter(([, path]) => existsSync(path))
  return Object.fromEntries(kept.map(([kind, path]) => [kind, JSON.parse(readFileSync(path, 'utf8'))]))
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
  const minutesEach = Number(process.env.RELIABILITY_MINUTES) || undefined
  const run = { commit: commit(), kind, minutes: Math.round(seconds / 6) / 10, minutesEach, cores: availableParallelism(), violations: violationsOf(parts), parts }
  const text = `${JSON.stringify(run, null, 2)}\n`
  writeFileSync(join(results, 'reliability.json'), text)
  console.log(render({ [kind]: run }))
  if (record === '--record') {
    writeFileSync(RECORDS[kind], text)
    writeFileSync(README, withTable(readFileSync(README, 'utf8'), render(recorded())))
    console.log(`\nRecorded in ${RECORDS[kind]} and README.md.`)
  }
}
