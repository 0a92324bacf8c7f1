import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Leaves what a part counted for tests/reliability.json, in the folder that RELIABILITY_RESULTS names. */
export function writeFigures(part: string, figures: object): void {
  const folder = process.env.RELIABILITY_RESULTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${part}.json`), `${JSON.stringify(figures)}\n`)
}
