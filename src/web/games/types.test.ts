import { expectTypeOf, it } from 'vitest'
import type { GameContext } from '../kit/module'
import type { EventsOf, Room } from '../sdk'
import type { Relay, Sparks, TicTacToe } from './types'

// What is checked here is checked by the compiler.
it('gives a room the state, events, moves and input of its game', () => {
  expectTypeOf<Room<TicTacToe>['state']['cells']>().toEqualTypeOf<(number | null)[]>()
  expectTypeOf<Room<TicTacToe>['state']['turn']>().toEqualTypeOf<number | undefined>()
  expectTypeOf<Room<TicTacToe>['move']['place']>().parameters.toEqualTypeOf<[cell: number]>()
  expectTypeOf<Room<Relay>['move']['emit']>().parameters.toEqualTypeOf<[type: string, data?: unknown]>()
  expectTypeOf<Room<Sparks>['input']>().parameters.toEqualTypeOf<[data: { x: number; y: number; dashes: number }]>()
  expectTypeOf<Room<TicTacToe>['input']>().parameters.toEqualTypeOf<[data: never]>()
  expectTypeOf<EventsOf<TicTacToe>['placed']>().toEqualTypeOf<{ seat: number; cell: number }>()
  expectTypeOf<EventsOf<TicTacToe>['chat']>().toEqualTypeOf<{ text: string }>()
})

it('takes the moves of every room beside those of its game, and no others', () => {
  expectTypeOf<Parameters<GameContext<TicTacToe>['move']>[0]>().exclude<'place'>().toEqualTypeOf<
    'chat' | 'emote' | 'start' | 'again' | 'sit' | 'stand' | 'bot' | 'kick' | 'change'
  >()
})
