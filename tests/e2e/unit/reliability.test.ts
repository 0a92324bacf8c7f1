import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recorded, render, violationsOf, withTable } from '../../run/reliability.mjs'

const run = {
  commit: '0123456789abcdef',
  kind: 'ci',
  minutes: 23.4,
  cores: 2,
  parts: {
    chaos: { faults: 10_000, readyP95Ms: 812.25, violations: { I1: 0, I9: 1 } },
    oracle: { runs: 30, violations: { I1: 0, I9: 2 } },
    somethingNew: { rounds: 7 },
  },
}

describe('the reliability table', () => {
  it('shows every count, and "not run" for a part that has no file', () => {
    const table = render({ ci: run })

    expect(table).toContain('One ordinary run of 23.4 minutes, on 2 cores, commit 0123456789. No release run has been recorded.')
    expect(table).toContain('| Socket faults, C# and TypeScript clients | 10,000 faults, ready p95 812.3 ms |')
    expect(table).toContain('| kill -9 under load | not run |')
    expect(table).toContain('| somethingNew | 7 rounds |')
  })

  it('says what is counted, and one as one', () => {
    const parts = { planted: { found: 15, of: 15, worstSeed: 4 }, nodes: { kills: 10, databasesPutBack: 1, rollingRestarts: 1 }, fuzz: { rfc6455: 29 }, soak: { minutes: 1 } }

    const table = render({ ci: { ...run, parts } })

    expect(table).toContain('| 15 of 15 found, the slowest at seed 4 |')
    expect(table).toContain('| 10 kills, 1 database put back, 1 rolling restart |')
    expect(table).toContain('| 29 violations of RFC 6455 |')
    expect(table).toContain('| 1 minute |')
  })

  it('sets an ordinary run and one before a release side by side, and says what held the second short', () => {
    const release = { ...run, kind: 'release', minutes: 70, minutesEach: 3, parts: { chaos: { faults: 100_000 }, kills: { kills: 400 } } }

    const table = render({ ci: run, release })

    expect(table).toContain('One release run of 70 minutes, in which each part ended after 3 minutes, if it had done what an ordinary run does, on 2 cores, commit 0123456789.')
    expect(table).toContain('| Socket faults, C# and TypeScript clients | 10,000 faults, ready p95 812.3 ms | 100,000 faults |')
    expect(table).toContain('| kill -9 under load | not run | 400 kills |')
    expect(table).toContain('| **Promises broken** | **3** (I9: 3) | not run |')
  })

  it('sums broken promises over all parts, and names them', () => {
    expect(violationsOf(run.parts)).toEqual({ I1: 0, I9: 3 })
    expect(render({ ci: run })).toContain('| **Promises broken** | **3** (I9: 3) |')
  })

  it('in the README is the one of the recorded run', () => {
    const readme = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8')

    expect(withTable(readme, render(recorded()))).toBe(readme)
  })
})
