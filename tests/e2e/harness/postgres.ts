import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const VERSIONS = '/usr/lib/postgresql'

/** Whether Debian's package postgresql is there; tests/run.sh installs it. */
export const HAS_POSTGRES = existsSync(VERSIONS)

/** A private PostgreSQL on loopback, with one empty database. It refuses to run as root, so root runs it as Debian's user. */
export class Postgres {
  private constructor(private readonly folder: string, private readonly port: number) {}

  static async start(port: number): Promise<Postgres> {
    const server = new Postgres(await mkdtemp(join(tmpdir(), 'postgres-e2e-')), port)
    if (isRoot()) await run('chown', ['postgres', server.folder])
    await server.tool('initdb', '-D', server.data, '-A', 'trust', '-U', 'game', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8')
    await server.tool('pg_ctl', '-D', server.data, '-l', join(server.folder, 'log'), '-w', '-o',
      `-c listen_addresses=127.0.0.1 -p ${port} -k ${server.folder} -c fsync=off`, 'start')
    return server
  }

  get connection(): string {
    return `Host=127.0.0.1;Port=${this.port};Database=postgres;Username=game`
  }

  async stop(): Promise<void> {
    await this.tool('pg_ctl', '-D', this.data, '-m', 'immediate', '-w', 'stop')
    await rm(this.folder, { recursive: true, force: true })
  }

  private get data(): string {
    return join(this.folder, 'data')
  }

  private tool(program: string, ...args: string[]): Promise<void> {
    const newest = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))[0]!
    const path = join(VERSIONS, newest, 'bin', program)
    return isRoot() ? run('runuser', ['-u', 'postgres', '--', path, ...args]) : run(path, args)
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

// A shell between, because the started server would keep our pipe open.
function run(program: string, args: string[]): Promise<void> {
  return new Promise((done, failed) => {
    execFile('/bin/sh', ['-c', 'exec "$0" "$@" >/dev/null 2>&1 </dev/null', program, ...args], error => (error ? failed(error) : done()))
  })
}
