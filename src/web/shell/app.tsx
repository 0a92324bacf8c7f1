import { useEffect, useState } from 'preact/hooks'
import type { GameModule } from '../kit/module'
import { BannerBar, Toasts } from './bannerbar'
import { Entering, EndScreen } from './ends'
import { gameOf, type GameEntry } from './games'
import { Home } from './home'
import { lazy } from './lazy'
import { followMatch } from './match'
import { open } from './panels'
import { Play } from './play'
import { room, table } from './room'
import { route } from './route'
import { end } from './session'

/** Not needed for the first click: fetched when they are first shown. */
const Panels = lazy(() => import('./dialogs').then(found => found.Panels))
const Lobby = lazy(() => import('./lobby').then(found => found.Lobby))
const Gathering = lazy(() => import('./gathering').then(found => found.Gathering))

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
  if (!shown || !game) return shown && !gameOf(shown.game) ? <EndScreen end="upgrade_required" /> : <Entering />
  return <InRoom key={`${shown.code} ${shown.game}`} game={game} />
}

function InRoom({ game }: { game: GameEntry }) {
  const [module, setModule] = useState<GameModule | null>(null)
  const shown = room.value
  useEffect(() => {
    let stop = () => {}
    let gone = false
    void game.load().then(loaded => {
      if (gone || !shown) return
      // Followed before it is shown: the picture asks who plays as soon as it stands.
      stop = followMatch(shown, loaded)
      setModule(loaded)
    })
    return () => {
      gone = true
      stop()
    }
  }, [game, shown])
  if (!module || !shown) return <Entering />
  if (game.seats === 0) return <Gathering module={module} />
  // Among strangers there is no lobby to wait in: the table itself says that somebody will come.
  if (table.value?.phase === 'lobby' && shown.chat) return <Lobby game={game} />
  return <Play module={module} />
}
