import type { GameModule, Poster } from '../kit/module'

/** What the start page must know of a game before its code is fetched. */
export interface GameEntry {
  id: string
  /** Seats of its table; 0: no seats, everybody is equal. */
  seats: number
  load(): Promise<GameModule>
  poster(): Promise<Poster>
}

/** The games of the start page, in its order. A room of another game has an end of its own: `build.ts`. */
export const GAMES: readonly GameEntry[] = [
  {
    id: 'sparks',
    seats: 12,
    load: () => import('../games/sparks/view').then(found => found.sparks),
    poster: () => import('../games/sparks/poster').then(found => found.poster),
  },
  {
    id: 'tictactoe',
    seats: 2,
    load: () => import('../games/tictactoe/view').then(found => found.ticTacToe),
    poster: () => import('../games/tictactoe/poster').then(found => found.poster),
  },
  {
    id: 'relay',
    seats: 0,
    load: () => import('../games/relay/view').then(found => found.lounge),
    poster: () => import('../games/relay/poster').then(found => found.poster),
  },
]

export function gameOf(id: string): GameEntry | undefined {
  return GAMES.find(game => game.id === id)
}
