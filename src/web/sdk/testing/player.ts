import { GameClient } from '../client'
import type { ClientOptions } from '../client'
import type { Notice } from '../types'
import { FakeEnv } from './fakeEnv'
import { FakeServer } from './fakeServer'

export interface PlayerOptions extends Omit<ClientOptions, 'env'> {
  server?: FakeServer
  env?: FakeEnv
}

/** A client, its surroundings and its server, with what it was told. */
export class Player {
  readonly server: FakeServer
  readonly env: FakeEnv
  readonly client: GameClient
  readonly notices: Notice[] = []
  readonly links: string[] = []

  constructor({ server = new FakeServer(), env, ...options }: PlayerOptions = {}) {
    this.server = server
    this.env = env ?? new FakeEnv(server.dial)
    this.client = new GameClient({
      url: 'http://game.test/hub',
      ...options,
      env: this.env,
      onNotice: notice => this.notices.push(notice),
      onLink: link => this.links.push(link.state),
    })
  }

  async started(): Promise<this> {
    this.client.start()
    await this.env.pass(0)
    return this
  }

  /** The same tab, after its page was loaded anew. */
  reloaded(options: PlayerOptions = {}): Player {
    this.client.stop()
    const env = new FakeEnv(this.server.dial, this.env.browser)
    env.session = this.env.session
    env.local = this.env.local
    return new Player({ server: this.server, env, ...options })
  }

  noticed(kind: Notice['kind']): Notice[] {
    return this.notices.filter(n => n.kind === kind)
  }
}
