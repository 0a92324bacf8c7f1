/**
 * What a game is to its clients, as types. The server writes one `GameOf` per game class when it is started with
 * `--types` (those of the page: games/types.ts); without one, everything is `unknown` and still works.
 */
export interface GameShape {
  state: object
  mine: object
  events: Record<string, unknown>
  moves: Record<string, (...args: never[]) => unknown>
  input: unknown
}

/** A game's wire name together with its types: `const ticTacToe = game<TicTacToe>('tictactoe')`. */
export interface Game<S extends GameShape = AnyShape> {
  readonly id: string
  /** Carries the types alone; never there at run time. */
  readonly shape?: S
}

/** Checks a game's description when it is written down: `type TicTacToe = GameOf<{ state: ...; moves: ... }>`. */
export type GameOf<S extends GameShape> = S

/** A game nobody has described. */
export interface AnyShape extends GameShape {
  state: Record<string, unknown>
  mine: Record<string, unknown>
  events: Record<string, unknown>
  moves: Record<string, (...args: unknown[]) => unknown>
}

/** Names a game of the server and gives its rooms their types. */
export function game<S extends GameShape = AnyShape>(id: string): Game<S> {
  return { id }
}

/** Presence and table events, which every game's room has. `from` of the event is the player concerned. */
export interface TableEvents {
  joined: { name: string; look: number; seat: number | null; bot: boolean }
  left: { reason: string }
  away: Record<string, never>
  back: Record<string, never>
  /** `seat` is null or absent for somebody who stood up. */
  seated: { seat?: number | null }
  captain: Record<string, never>
  started: { match: number; options: Record<string, unknown> }
  /** The next match starts by itself after `startsInMs`. */
  ended: { result: unknown; startsInMs?: number }
  /** So many of so many want another match; without `from`, because one of them has left. */
  again: { votes: number; of: number }
  patch: Patch
  chat: { text: string }
  emote: { emote: number }
}

/** How what a room shows has changed, at the end of a turn. */
export interface Patch {
  /** Null, of the own part: it is taken away. */
  changes: readonly Change[] | null
  /** Of the own part, not of what everybody sees. */
  mine?: boolean
  /** Timers by name, ms left at the event's time: all there are now. */
  deadlines?: Record<string, number>
  /** ms left until the next match, told anew; null: none begins by itself any more. */
  startsInMs?: number | null
  /** Another game lies on the table: its lobby, and nothing private. */
  game?: string
  chat?: boolean
  options?: Record<string, unknown>
}

/** One change of a view: a property, or one element of an array property (index = length appends). */
export type Change = [name: string, value: unknown] | [name: string, index: number, value: unknown]

/** Moves of every game's room; * = the captain's alone. */
export interface TableMoves {
  /** 1 to 200 characters. */
  chat(text: string): void
  /** 0 to 7, one in 1.5 s. */
  emote(emote: number): void
  /** * */
  start(options?: Record<string, unknown>): void
  again(): void
  sit(): void
  stand(): void
  /** * `true` adds a bot, `false` takes one away. */
  bot(add: boolean): void
  /** * */
  kick(playerId: string): void
  /** * Another game in the same room, with the same people. */
  change(game: string, options?: Record<string, unknown>): void
}

export type EventsOf<S extends GameShape> = Omit<TableEvents, keyof S['events']> & S['events']

type MovesMap<S extends GameShape> = Omit<TableMoves, keyof S['moves']> & S['moves']

/** The game's moves as calls that answer with the ack: `room.move.place(4)`. */
export type MovesOf<S extends GameShape> = {
  [K in keyof MovesMap<S>]: MovesMap<S>[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Ack<R>> : never
}

/** The answer to a move. Accepted means applied and durable; refused means that nothing changed. */
export type Ack<R = unknown> =
  | { ok: true; n: number; result?: R; seq?: number }
  | { ok: false; n: number; reason: string; text?: string; retryAfterMs?: number }
