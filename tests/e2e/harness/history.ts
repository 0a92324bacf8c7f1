import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { OUT } from './player'

const ROOT = resolve(import.meta.dirname, '../../..')

/** One line of a history; the fields stand in tests/GameServer.Tests/Oracle/HISTORY.md. */
export interface Line {
  what: string
  who?: string
  gen?: number
  room?: string
  seq?: number
  upTo?: number
  reason?: string
  t?: number
  hash?: string
  payload?: string[]
}

/** What happened in a run with real pages, and where everybody stands; the oracle of the C# tests judges it. */
export class History {
  readonly lines: Line[] = []
  private readonly generations = new Map<string, number>()
  private readonly positions = new Map<string, number>()
  private readonly waiting = new Set<() => void>()

  add({ payload, ...line }: Line): void {
    if (payload) line.hash = createHash('sha256').update(payload.join('\n')).digest('hex').slice(0, 16)
    this.lines.push({ ...line, t: Math.round(performance.now() * 1_000) / 1_000 })
    if (line.what === 'welcome') this.generations.set(line.who!, line.gen!)
    if (line.what === 'event' || line.what === 'hidden' || line.what === 'snapshot') this.positions.set(line.who!, line.upTo ?? line.seq!)
    for (const look of this.waiting) look()
  }

  generation(who: string): number {
    return this.generations.get(who) ?? 0
  }

  /** The newest number that anybody has. */
  get head(): number {
    return Math.max(0, ...this.positions.values())
  }

  position(who: string): number {
    return this.positions.get(who) ?? 0
  }

  /** Resolves when it holds; looked at with every line. */
  async until(condition: () => boolean, what: string, withinMs = 30_000): Promise<void> {
    if (condition()) return
    await new Promise<void>((reached, failed) => {
      const late = setTimeout(() => failed(new Error(`${what}: not within ${withinMs} ms`)), withinMs)
      const look = () => {
        if (!condition()) return
        clearTimeout(late)
        this.waiting.delete(look)
        reached()
      }
      this.waiting.add(look)
    })
  }

  /** What the oracle finds broken; the journal in `data` belongs to a server that has ended. The file is kept. */
  async judge(name: string, data: string): Promise<string> {
    mkdirSync(OUT, { recursive: true })
    const file = join(OUT, `${name}.jsonl`)
    writeFileSync(file, this.lines.map(line => `${JSON.stringify(line)}\n`).join(''))
    const program = join(ROOT, 'tests/GameServer.IntegrationTests/bin', process.env.CONFIGURATION ?? 'Release', 'net10.0/GameServer.IntegrationTests.dll')
    return await new Promise(judged => execFile('dotnet', [program, 'judge', file, data], { maxBuffer: 1 << 26 }, (_, out, err) => judged(out + err)))
  }
}

/** Makes a page a player of the history: the client library as it is served, in a blank page of the server's own origin. */
export async function enterByLibrary(page: Page, history: History, origin: string, who: string, room: string | null): Promise<string> {
  await page.exposeFunction('writeLine', (line: Line) => history.add(line))
  await page.route('**/chaos/player.mjs', route => route.fulfill({
    contentType: 'text/javascript', body: readFileSync(join(ROOT, 'tests/chaos/player.mjs'), 'utf8'),
  }))
  await page.goto(`${origin}/healthz`)
  return String(await page.evaluate(`(async () => {
    const sdk = await import('/sdk/gameserver.js')
    const { startPlayer } = await import('/chaos/player.mjs')
    const player = window.player = startPlayer(sdk, { url: new URL('/hub', location.href).href, who: '${who}', write: line => window.writeLine(line) })
    window.room = await ${room === null ? "player.create('relay')" : `player.join('${room}')`}
    let n = 0
    window.moves = setInterval(() => void window.room.send('emit', ['mark', { move: '${who}-' + ++n }]), 150)
    return window.room.code
  })()`))
}
