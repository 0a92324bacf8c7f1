import { effect, untracked } from '@preact/signals'
import { render } from 'preact'
import { keepEvents } from '../kit/backlog'
import { GameClient } from '../sdk'
import { App, fetchInRoom } from './app'
import { dial, probe } from './cutting'
import { GAMES, gameOf } from './games'
import { preferredLanguage, speak, t, type Key, type Language } from './i18n'
import { insist, noteFailed } from './lazy'
import { open } from './panels'
import { enter, giveUpEntering, inMatch, leave, room, timeOfState } from './room'
import { go, route, showCode, startRouting, type Route } from './route'
import { end, startSession } from './session'
import { chosenLanguage, look, name, rememberSettings } from './settings'
import { exposeForTests } from './testing'
import './base.css'

rememberSettings()
startRouting()

const client = new GameClient({
  url: `${location.origin}/hub`,
  name: name.value,
  look: look.value,
  env: { dial, probe },
})
startSession(client, timeOfState)
keepEvents(client)
// Before the start: an invitation's room is asked for in the first `Hello`.
effect(() => {
  const at = route.value
  untracked(() => follow(at))
})
client.start()
// Before the server says which game it is: mostly it is the first.
const fetchPlay = () => void Promise.all([insist(fetchInRoom), insist(GAMES[0]!.load)])
if (route.value.screen === 'room') fetchPlay()
else setTimeout(fetchPlay, 1_500)

// Heard on its way down: an element's error does not bubble.
addEventListener('error', noteFailed, true)

effect(() => {
  const shown = room.value
  // A game that this page does not have, it cannot name either.
  const game = shown && gameOf(shown.game) ? `${t(`game.${shown.game}` as Key)} ` : ''
  const where = shown ? `${game}${showCode(shown.code)} - ` : ''
  document.title = where + t('app.name')
})

void speak((chosenLanguage.value as Language | null) ?? preferredLanguage(navigator.languages))
render(<App />, document.getElementById('app')!)
if (new URLSearchParams(location.search).has('test')) exposeForTests()

/** The back button leaves a room; in mid-match it asks first. Another address is another room. */
function follow(at: Route): void {
  const shown = room.value
  if (at.screen === 'room') {
    if (shown && shown.code !== at.code) leave('stay')
    if (room.value === null) void enter({ code: at.code })
  } else if (shown && inMatch()) {
    go({ screen: 'room', code: shown.code })
    open.value = 'leave'
  } else if (shown) {
    leave()
  } else {
    giveUpEntering()
    end.value = null
  }
}
