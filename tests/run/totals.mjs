// node totals.mjs RESULTS: sums what the suites wrote, shows every failure, and prints the closing line.
//
// RESULTS/suites.tsv has a line for each suite that was started: name, exit code, result file (trx, vitest's json, or - for
// a check that only passes or fails). A suite that failed without a failed test counts as one failure, and so does one
// that ran nothing: silence is never success.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const entities = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
const unescape = text =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex, dec, name) =>
    name ? entities[name] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(dec)))

/** Totals of a trx file; what was neither passed nor failed was skipped. */
export function readTrx(xml) {
  const counters = /<Counters ([^>]*)>/.exec(xml)?.[1] ?? ''
  const count = name => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(counters)?.[1] ?? 0)
  const failures = []
  for (const [result] of xml.matchAll(/<UnitTestResult [^>]*outcome="Failed"[^>]*>[\s\S]*?<\/UnitTestResult>/g)) {
    const name = /\btestName="([^"]*)"/.exec(result)?.[1] ?? 'unnamed'
    const message = /<Message>([\s\S]*?)<\/Message>/.exec(result)?.[1] ?? ''
    const where = /<StackTrace>([\s\S]*?)<\/StackTrace>/.exec(result)?.[1] ?? ''
    failures.push({ name: unescape(name), text: `${unescape(message)}\n${firstOwnFrame(unescape(where))}` })
  }
  const passed = count('passed')
  const failed = Math.max(count('failed'), count('executed') - passed)
  return { passed, failed, skipped: count('total') - count('executed'), failures }
}

/** Totals of vitest's json report; a file that could not be loaded is a failure of its own. */
export function readVitest(json) {
  const report = JSON.parse(json)
  const failures = []
  for (const file of report.testResults) {
    const failed = file.assertionResults.filter(test => test.status === 'failed')
    for (const test of failed) failures.push({ name: test.fullName, text: test.failureMessages.join('\n') })
    if (file.status === 'failed' && failed.length === 0) failures.push({ name: file.name, text: file.message })
  }
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    failures,
  }
}

/** What one suite counts for. `text` is its result file, undefined if there is none. */
export function judge({ exitCode, file, text }) {
  if (file === '-') {
    return exitCode === 0
      ? { passed: 1, failed: 0, skipped: 0, failures: [] }
      : { passed: 0, failed: 1, skipped: 0, failures: [{ name: 'check', text: 'Its output stands above.' }] }
  }
  const totals = text === undefined
    ? { passed: 0, failed: 0, skipped: 0, failures: [] }
    : file.endsWith('.trx') ? readTrx(text) : readVitest(text)
  const broken = exitCode !== 0 && totals.failed === 0
  const empty = totals.passed + totals.failed + totals.skipped === 0
  if (!broken && !empty) return totals
  const why = empty ? 'It ran no test' : 'It did not end well though no test failed'
  return {
    ...totals,
    failed: totals.failed + 1,
    failures: [...totals.failures, { name: 'the suite itself', text: `${why} (exit code ${exitCode}); its output stands above.` }],
  }
}

function firstOwnFrame(trace) {
  return trace.split('\n').find(line => line.includes(' in ')) ?? ''
}

function indent(text) {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const shown = lines.slice(0, 30).map(line => `      ${line.trimEnd()}`)
  return lines.length > 30 ? [...shown, `      (${lines.length - 30} more lines)`] : shown
}

function main(folder) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  const table = []
  for (const line of readFileSync(join(folder, 'suites.tsv'), 'utf8').split('\n').filter(Boolean)) {
    const [name, exitCode, file] = line.split('\t')
    const path = join(folder, file)
    const text = file !== '-' && existsSync(path) ? readFileSync(path, 'utf8') : undefined
    const { passed, failed, skipped, failures } = judge({ exitCode: Number(exitCode), file, text })
    sum.passed += passed
    sum.failed += failed
    sum.skipped += skipped
    table.push(`  ${name.padEnd(34)} ${passed} passed, ${failed} failed, ${skipped} skipped`)
    for (const failure of failures) console.log([`FAILED ${name}: ${failure.name}`, ...indent(failure.text)].join('\n'))
  }
  console.log(['', ...table, '', `${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`].join('\n'))
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1
}

if (import.meta.filename === process.argv[1]) process.exit(main(process.argv[2]))
