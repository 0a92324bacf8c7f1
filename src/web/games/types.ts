// Written by the server, for its games: dotnet run --project src/GameServer -- --types=../web/games/types.ts
import type { GameOf } from '../sdk'

/** `relay` */
export type Relay = GameOf<{
  state: {}
  mine: {}
  events: {}
  moves: {
    emit(type: string, data?: unknown): void
  }
  input: never
}>

/** `sparks` */
export type Sparks = GameOf<{
  state: {
    crown: number | null
    crownTicks: number[]
    deepest: number[]
    field: number[][]
    flying: boolean[]
    holdUntil: number
    nextId: number
    reachedAt: number[]
    roundTick: number
    roundTicks: number
    scores: number[]
    starSoon: boolean
    startTick: number
    stolen: number[]
  }
  mine: {}
  events: {
    check: { tick: number; scores: number[]; sparksOnField: number; hash: number }
    facts: { roundTick: number; list: unknown[][] }
    outcome: { ranking: number[]; scores: number[]; stolen: number[]; mostStolen: number | null; longestCrown: number | null; bestComeback: number | null }
  }
  moves: {}
  input: { x: number; y: number; dashes: number }
}>

/** `tictactoe` */
export type TicTacToe = GameOf<{
  state: {
    cells: (number | null)[]
  }
  mine: {}
  events: {
    placed: { seat: number; cell: number }
  }
  moves: {
    place(cell: number): void
  }
  input: never
}>
