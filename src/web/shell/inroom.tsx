import { useEffect, useState } from 'preact/hooks'
import type { GameModule } from '../kit/module'
import { Entering } from './ends'
import type { GameEntry } from './games'
import { insist, lazy } from './lazy'
import { followMatch } from './match'
import { Play } from './play'
import { room, table } from './room'

const Lobby = lazy(() => import('./lobby').then(found => found.Lobby), Entering)
const Gathering = lazy(() => import('./gathering').then(found => found.Gathering), Entering)

/** A room on screen: its lobby, its match, or the game alone where there are no seats. */
export function InRoom({ game }: { game: GameEntry }) {
  const [module, setModule] = useState<GameModule | null>(null)
  const shown = room.value
  useEffect(() => {
    let stop = () => {}
    let gone = false
    const show = (loaded: GameModule) => {
      if (gone || !shown) return
      // Followed before it is shown: the picture asks who plays as soon as it stands.
      stop = followMatch(shown, loaded)
      setModule(loaded)
    }
    void insist(game.load).then(show)
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
