import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const STARTS_WITHIN_MS = 30_000
const STOPS_WITHIN_MS = 30_000

/** The server as an operator runs it: the built program in a process of its own, with a port and a folder of its own. */
export class GameServer {
  private process: ChildProcess | undefined
  private log = ''

  private constructor(
    readonly port: number,
    /** The folder it runs in; its journal lies in `data` below it. */
    readonly folder: string,
    private readonly settings: Record<string, string>,
  ) {}

  /** `settings` are those of the section `GameServer`: `{ Room__LogEvents: '64' }`. */
  static async start(settings: Record<string, string> = {}): Promise<GameServer> {
    const server = new GameServer(await freePort(), await mkdtemp(join(tmpdir(), 'gameserver-e2e-')), settings)
    await server.run()
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Where its journal lies. */
  get data(): string {
    return join(this.folder, 'data')
  }

  /** Where operators look, of the run that is on. */
  get opsUrl(): string {
    const said = [...this.log.matchAll(/"ops":"(http[^"]+)"/g)].at(-1)
    if (said === undefined) throw new Error(`The server did not say where operators look. It said:\n${this.log}`)
    return said[1]!
  }

  /** What it has printed, of all its runs. */
  get output(): string {
    return this.log
  }

  /** SIGKILL: no goodbye, no flush. Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.end('SIGKILL')
    this.process = undefined
  }

  /** SIGTERM, as for an update. Resolves when the process is gone; throws if it did not end well. */
  async drain(): Promise<void> {
    const how = await this.end('SIGTERM')
    this.process = undefined
    if (how !== 0) throw new Error(`The server ended with ${how}. It said:\n${this.log}`)
  }

  /** Starts the program again on the same port and data. Resolves when it is ready. */
  async run(): Promise<void> {
    const program = builtProgram()
    const child = spawn('dotnet', [program, '--urls', this.url], {
      cwd: this.folder,
      env: { ...process.env, ASPNETCORE_URLS: undefined, ...this.environment() },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.process = child
    for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (this.log += String(text)))
    const deadline = performance.now() + STARTS_WITHIN_MS
    while (!(await this.isReady())) {
      if (child.exitCode !== null || performance.now() > deadline) {
        child.kill('SIGKILL')
        throw new Error(`The server did not become ready (exit code ${child.exitCode}). It said:\n${this.log}`)
      }
      await new Promise(next => setTimeout(next, 25))
    }
  }

  /** SIGTERM, then the folder goes. Throws if the server did not end well, or had ended by itself before. */
  async stop(): Promise<void> {
    try {
      if (this.process !== undefined) await this.drain()
    } finally {
      await rm(this.folder, { recursive: true, force: true })
    }
  }

  private environment(): Record<string, string> {
    const all = { DataDirectory: this.data, Ops__Port: '0', ...this.settings }
    return Object.fromEntries(Object.entries(all).map(([name, value]) => [`GameServer__${name}`, value]))
  }

  private async isReady(): Promise<boolean> {
    const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
    return answer?.ok === true
  }

  /** The exit code, or the name of the signal that ended it. */
  private async end(signal: NodeJS.Signals): Promise<number | string> {
    const child = this.process!
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise(resolve => child.once('exit', resolve))
      child.kill(signal)
      const late = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS)
      await gone
      clearTimeout(late)
    }
    return child.exitCode ?? child.signalCode ?? 'unknown'
  }
}

function builtProgram(): string {
  const bin = resolve(import.meta.dirname, '../../../src/GameServer/bin')
  const wanted = process.env.CONFIGURATION
  const found = (wanted === undefined ? ['Release', 'Debug'] : [wanted])
    .map(configuration => join(bin, configuration, 'net10.0/GameServer.dll'))
    .find(existsSync)
  if (found === undefined) throw new Error('The server is not built: dotnet build src/GameServer -c Release')
  return found
}

/**
 * A port of loopback that nobody listens on, for a server that comes back on it: below those that Linux gives to who dials (32768 to
 * 60999), or one of its own clients could be given it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const listener = createServer()
    const isFree = await new Promise<boolean>(tell => {
      listener.once('error', () => tell(false))
      listener.listen(port, '127.0.0.1', () => tell(true))
    })
    await new Promise(closed => listener.close(closed))
    if (isFree) return port
  }
}
