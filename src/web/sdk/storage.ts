import type { Env } from './env'
import type { KeptMoves } from './outbox'

/**
 * What outlives a page: the player's token (for the browser and for this tab), and for this tab its own name, its moves without ack and
 * the numbers it has shown. No game state. Keys carry the server's address: one page may play on several.
 */
export class Keeper {
  private readonly env: Pick<Env, 'local' | 'session'>
  private readonly prefix: string

  constructor(env: Pick<Env, 'local' | 'session'>, url: string) {
    this.env = env
    this.prefix = `gameserver ${url} `
  }

  /** This tab's, else the browser's: of two tabs that met the server for the first time at once, each stays its own player. */
  get token(): string | undefined {
    return this.env.session.get(`${this.prefix}token`) ?? this.env.local.get(`${this.prefix}token`)
  }

  set token(token: string) {
    this.env.session.set(`${this.prefix}token`, token)
    this.env.local.set(`${this.prefix}token`, token)
  }

  /** The server knows this token no more; another that the browser got meanwhile stays. */
  forgetToken(token: string): void {
    for (const store of [this.env.session, this.env.local]) {
      if (store.get(`${this.prefix}token`) === token) store.remove(`${this.prefix}token`)
    }
  }

  /** Names this tab from its first welcome on; a reload finds it, and a duplicated tab finds a copy. */
  get tab(): string | undefined {
    return this.env.session.get(`${this.prefix}tab`)
  }

  set tab(id: string | undefined) {
    if (id === undefined) this.env.session.remove(`${this.prefix}tab`)
    else this.env.session.set(`${this.prefix}tab`, id)
  }

  movesOf(room: string): KeptMoves | undefined {
    return this.allMoves()[room]
  }

  keepMoves(room: string, kept: KeptMoves): void {
    const all = this.allMoves()
    if (kept.moves.length > 0) all[room] = kept
    else if (all[room]) delete all[room]
    else return
    this.env.session.set(`${this.prefix}moves`, JSON.stringify(all))
  }

  /** A copied tab must not send another tab's moves. */
  forgetMoves(): void {
    this.env.session.remove(`${this.prefix}moves`)
  }

  presented(room: string, epoch: string): number {
    const [kept, seq] = this.env.session.get(`${this.prefix}presented ${room}`)?.split(' ') ?? []
    return kept === epoch ? Number(seq) : 0
  }

  present(room: string, epoch: string, seq: number): void {
    this.env.session.set(`${this.prefix}presented ${room}`, `${epoch} ${seq}`)
  }

  private allMoves(): Record<string, KeptMoves> {
    try {
      return JSON.parse(this.env.session.get(`${this.prefix}moves`) ?? '{}') as Record<string, KeptMoves>
    } catch {
      // Not written by this library, or cut: moves that cannot be read cannot be sent.
      return {}
    }
  }
}
