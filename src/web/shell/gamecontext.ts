import type { GameContext } from '../kit/module'
import { cutAndReturn } from './cutting'
import { t, type Key } from './i18n'
import { cast } from './match'
import { lookAt, members, move } from './room'
import { client } from './session'
import { calm } from './settings'
import { speaker } from './speaker'

/** What the shell gives a game to stand on. */
export const contextOf = (room: GameContext['room']): GameContext => ({
  room,
  client: client(),
  sound: speaker,
  calm: () => calm.value,
  cut: cutAndReturn,
  t: (key, params) => t(key as Key, params),
  look: id => lookAt(members.value.find(member => member.id === id) ?? { id, look: 0 }),
  player: n => cast.value.get(n),
  move: (name, ...args) => void move(name, ...args),
})
