import { describe, expect, it } from 'vitest'
import { readCoverage } from '../../run/coverage.mjs'
import { judge, readTrx, readVitest } from '../../run/totals.mjs'

const trx = `
  <UnitTestResult testName="A room &lt;opens&gt;" outcome="Passed" />
  <UnitTestResult executionId="1" testName="It says &quot;no&quot;" outcome="Failed" duration="1">
    <Output><ErrorInfo><Message>Expected 1 &amp; got 2</Message>
    <StackTrace>   at Framework.Fail()
   at Rooms.It_says_no() in Rooms.cs:line 7</StackTrace></ErrorInfo></Output>
  </UnitTestResult>
  <Counters total="7" executed="5" passed="4" failed="1" error="0" notExecuted="0" />`

const vitest = JSON.stringify({
  numPassedTests: 3,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [
    { name: 'a.test.ts', status: 'failed', message: '', assertionResults: [{ status: 'failed', fullName: 'a fails', failureMessages: ['why'] }] },
    { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
  ],
})

describe('the totals', () => {
  it('sum a trx file, skipped being what was not executed', () => {
    expect(readTrx(trx)).toEqual({
      passed: 4,
      failed: 1,
      skipped: 2,
      failures: [{ name: 'It says "no"', text: 'Expected 1 & got 2\n   at Rooms.It_says_no() in Rooms.cs:line 7' }],
    })
  })

  it('sum a vitest report, a file that could not be loaded being a failure', () => {
    const totals = readVitest(vitest)

    expect(totals).toMatchObject({ passed: 3, failed: 2, skipped: 2 })
    expect(totals.failures.map(failure => failure.text)).toEqual(['why', 'no such module'])
  })

  it('count a suite that ended badly without a failed test as failed', () => {
    const green = trx.replace('outcome="Failed"', 'outcome="Passed"').replace('passed="4" failed="1"', 'passed="5" failed="0"')

    expect(judge({ exitCode: 0, file: 'a.trx', text: green }).failed).toBe(0)
    expect(judge({ exitCode: 134, file: 'a.trx', text: green }).failed).toBe(1)
  })

  it('count a suite that ran nothing as failed, whatever its exit code', () => {
    expect(judge({ exitCode: 0, file: 'a.trx', text: undefined }).failed).toBe(1)
    expect(judge({ exitCode: 0, file: 'a.trx', text: '<Counters total="0" executed="0" passed="0" failed="0" />' }).failed).toBe(1)
  })

  it('count a check by its exit code', () => {
    expect(judge({ exitCode: 0, file: '-', text: undefined })).toMatchObject({ passed: 1, failed: 0 })
    expect(judge({ exitCode: 2, file: '-', text: undefined })).toMatchObject({ passed: 0, failed: 1 })
  })

  it('read the lines of a coverage report and refuse an empty one', () => {
    expect(readCoverage('<coverage line-rate="0.9" lines-covered="90" lines-valid="100">')).toEqual({ covered: 90, lines: 100 })
    expect(() => readCoverage('<coverage lines-covered="0" lines-valid="0">')).toThrow('names no lines')
  })
})
