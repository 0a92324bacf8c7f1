import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { DESKTOP, Player, startBrowser } from './player'
import { GameServer } from './server'

/** What every browser test stands on: a browser for the file, a server, and whoever arrives. */
export class Stage {
  private browser!: Browser
  private players: Player[] = []
  server!: GameServer

  /** A server for each test. To be called where the tests of a file are described. */
  static set(settings: Record<string, string> = {}): Stage {
    return Stage.between(beforeEach, afterEach, settings)
  }

  /** One server for all tests of the file: for such as do each other no harm, and so may run side by side. */
  static share(settings: Record<string, string> = {}): Stage {
    return Stage.between(beforeAll, afterAll, settings)
  }

  private static between(begin: typeof beforeAll | typeof beforeEach, end: typeof afterAll | typeof afterEach, settings: Record<string, string>): Stage {
    const stage = new Stage()
    beforeAll(async () => {
      stage.browser = await startBrowser()
    })
    afterAll(async () => {
      await stage.browser.close()
    })
    begin(async () => {
      stage.server = await GameServer.start(settings)
    })
    end(async () => {
      for (const player of stage.players.splice(0)) await player.leave()
      await stage.server.stop()
    })
    return stage
  }

  async arrive(name: string, viewport = DESKTOP, options: BrowserContextOptions = {}): Promise<Player> {
    const player = await Player.arrive(this.browser, this.server, name, viewport, options)
    this.players.push(player)
    return player
  }
}
