import type { AnyShape, Client, GameShape, MovesOf, Room } from '../sdk'
import type { Sound } from './audio'

/** What the shell lends a game. */
export interface GameContext<S extends GameShape = AnyShape> {
  room: Room<S>
  client: Client
  sound: Sound
  /** Read at every frame: people change their mind in mid-match. */
  calm(): boolean
  /** Words of the page's language. */
  t(key: string, params?: Record<string, string | number>): string
  /** The member's number of colour and shape at this table. */
  look(playerId: string): number
  /** Who plays this seat in this match, or played it and is gone. */
  player(seat: number): { name: string; look: number } | undefined
  /** Cuts the page's connection for that many ms, as a tunnel does: to show what happens then. */
  cut(ms: number): void
  /** Makes a move; a refusal is said by the shell. */
  move<K extends keyof MovesOf<S> & string>(name: K, ...args: Parameters<MovesOf<S>[K]>): void
}

/** A game on screen. */
export interface GameView {
  /** The shell moved its own things (the result came or went): measure again. */
  layout?(): void
  unmount(): void
}

/** How a match went, in terms every result screen understands. */
export interface Outcome {
  /** Winning seats; empty for a draw. */
  winners: readonly number[]
  onTime: boolean
}

/** A sentence of the result screen, with its words filled in by the shell. */
export interface Award {
  key: string
  seat: number | null
  params?: Record<string, string | number>
}

/** A silent loop for the start page, drawn by the game's own renderer. */
export interface Poster {
  /** `t` in ms since the loop began; the canvas is `w` x `h` CSS pixels. */
  draw(g: CanvasRenderingContext2D, w: number, h: number, t: number): void
  /** A moment that says it all, for those who want no motion. */
  readonly still: number
}

/** What the server should have sent, before it is looked at: the names are those of its types, the values anything. */
export type Unread<T> = { readonly [K in keyof T]?: unknown }

/**
 * A game as the shell knows it: everything else about it is its own affair. `GameModule<TicTacToe>` (games/types.ts) gives its
 * room the types of its class; the shell, which hands each game its own rooms, does not know them.
 */
export interface GameModule<S extends GameShape = any> {
  readonly id: string
  /** Seats of its table; 0: everybody inside is equal. */
  readonly seats: number
  /** How long the game itself celebrates before the result is shown, ms. */
  readonly celebrationMs: number
  /** Matches follow each other by themselves, and one sits down in the middle of them: there is no lobby. */
  readonly dropIn?: boolean
  mount(host: HTMLElement, context: GameContext<S>): GameView
  /** When the shown clock runs out (server ms) and how long it was; null: no clock. */
  clock?(room: Room<S>): { until: number; of: number } | null
  /** The seat whose turn it is. */
  turn?(room: Room<S>): number | null
  /** Who plays with how many points, the best first, where points are counted all the time. */
  ranks?(room: Room<S>): { seat: number; score: number }[]
  outcome?(room: Room<S>): Outcome | null
  /** At most three sentences about the match that ended. */
  awards?(room: Room<S>): Award[]
}
