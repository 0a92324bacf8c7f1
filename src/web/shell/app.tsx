import { useEffect, useState } from 'preact/hooks'
import type { End } from './banner'
import { BannerBar, Toasts } from './bannerbar'
import { endOfUnknownGame } from './build'
import { Entering, EndScreen } from './ends'
import { gameOf } from './games'
import { Home } from './home'
import { lazy } from './lazy'
import { open } from './panels'
import { room, table } from './room'
import { route } from './route'
import { end } from './session'

/** What a room needs: fetched at once for an invitation, else while the start page is looked at. */
export const fetchInRoom = () => import('./inroom').then(found => found.InRoom)

const InRoom = lazy(fetchInRoom, Entering)
/** Fetched when the first of them is opened. */
const Panels = lazy(() => import('./dialogs').then(found => found.Panels))

export function App() {
  return (
    <>
      <Screen />
      {open.value && <Panels />}
      <BannerBar />
      <Toasts />
    </>
  )
}

/** One screen for every state of affairs. What stands in the room's way is a screen only while there is no room. */
function Screen() {
  const at = route.value
  if (at.screen === 'broken') return <EndScreen end="broken" />
  if (end.value && (!room.value || room.value.over !== undefined)) return <EndScreen end={end.value} />
  if (at.screen === 'home') return <Home />
  const shown = room.value
  const game = shown && table.value && gameOf(shown.game)
  if (!shown || !game) return shown && !gameOf(shown.game) ? <UnknownGame key={shown.code} /> : <Entering />
  return <InRoom key={`${shown.code} ${shown.game}`} game={game} />
}

/** The room is kept meanwhile: a reload may show it, or another page of this player does. */
function UnknownGame() {
  const [why, setWhy] = useState<End | null>(null)
  useEffect(() => void endOfUnknownGame().then(setWhy), [])
  return why ? <EndScreen end={why} /> : <Entering />
}
