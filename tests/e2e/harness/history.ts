import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import { OUT, type Player } from './player'

const ROOT = resolve(import.meta.dirname, '../../..')

/** One line of a history; the fields stand in tests/GameServer.Tests/Oracle/HISTORY.md. */
export interface Line {
  what: string
  who?: string
  note?: string
  t: number
  hash?: string
  payload?: string[]
}

/** Milliseconds on the clock that this process and every page on this computer share. */
export function now(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1_000) / 1_000
}

/** Makes a page a member of a relay room through the client library alone, which makes a move five times a second; answers with the room's code. */
export async function enterByLibrary(player: Player, room: string | null): Promise<string> {
  const { page, name, proxy } = player
  await page.route('**/chaos/player.mjs', route => route.fulfill({
    contentType: 'text/javascript', body: readFileSync(join(ROOT, 'tests/chaos/player.mjs'), 'utf8'),
  }))
  await page.route('**/favicon.ico', route => route.fulfill({ status: 204 }))
  await page.goto(`${proxy.url}/healthz`)
  // The lines stay in the page until its end: a call to this process for each would load the machine more than the game does.
  return String(await page.evaluate(`(async () => {
    const sdk = await import('/sdk/gameserver.js')
    const { startPlayer } = await import('/chaos/player.mjs')
    window.lines = []
    const write = line => lines.push({ ...line, t: performance.timeOrigin + performance.now() })
    window.player = startPlayer(sdk, { url: new URL('/hub', location.href).href, who: ${JSON.stringify(name)}, write })
    window.room = await ${room === null ? "player.create('relay')" : `player.join('${room}')`}
    Object.defineProperty(window, '__test', { get: () => ({ seq: room.seq, seatState: player.client.link.state }) })
    let n = 0
    window.moves = setInterval(() => void room.send('emit', ['mark', { move: ${JSON.stringify(name)} + '-' + ++n }]), 200)
    return room.code
  })()`))
}

/** Ends such a page: it makes no more moves, and every one that it made is answered. */
export async function rest({ page, name }: Player): Promise<void> {
  await page.evaluate('clearInterval(moves)')
  await expect.poll(() => page.evaluate('room.pending.length'), { message: `${name} has its answers`, timeout: 30_000 }).toBe(0)
}

/** Takes what such a page has written. */
export async function linesOf({ page }: Player): Promise<Line[]> {
  await page.evaluate('player.stop()')
  return await page.evaluate('lines') as Line[]
}

/** What the oracle of the C# tests finds broken; the journal in `data` belongs to a server that has ended. The history is kept. */
export async function judge(name: string, history: readonly Line[], data: string): Promise<string[]> {
  const text = history.toSorted((a, b) => a.t - b.t).map(({ payload, ...line }) => {
    const hash = payload && createHash('sha256').update(payload.join('\n')).digest('hex').slice(0, 16)
    return `${JSON.stringify({ ...line, hash: hash ?? line.hash })}\n`
  })
  mkdirSync(OUT, { recursive: true })
  const file = join(OUT, `${name}.jsonl`)
  writeFileSync(file, text.join(''))
  const program = join(ROOT, 'tests/GameServer.IntegrationTests/bin', process.env.CONFIGURATION ?? 'Release', 'net10.0/GameServer.IntegrationTests.dll')
  const said = await new Promise<string>(judged => execFile('dotnet', [program, 'judge', file, data], { maxBuffer: 1 << 26 }, (_, out, err) => judged(out + err)))
  if (!/lines, \d+ promises broken/.test(said)) throw new Error(`The oracle did not judge ${file}: ${said}`)
  return said.split('\n').filter(line => /^I\d+: /.test(line))
}
