import { useEffect, useRef, useState } from 'preact/hooks'
import { useArrival } from './arrival'
import { CodeField } from './codefield'
import { GAMES, gameOf, type GameEntry } from './games'
import { Header, Wordmark, YouChip } from './header'
import { t, tn, type Key } from './i18n'
import { open } from './panels'
import { PosterCanvas } from './poster'
import { enter, entering, lookAround, openRooms } from './room'
import { link } from './session'
import { showCode } from './route'
import { useMedia } from './media'
import { Button } from './ui'
import css from './home.module.css'

/** One screen, no scrolling: the games as living posters, the code of a friend's room, the open rooms. */
export function Home() {
  const [lit, setLit] = useState(GAMES[0]!.id)
  const thin = useMedia('(max-width: 720px), (max-height: 560px)')
  const live = link.value.state === 'live'
  const words = useRef<HTMLHeadingElement>(null)
  useArrival(words)
  useEffect(() => {
    if (!live) return
    void lookAround()
    const again = setInterval(() => document.hidden || void lookAround(), 10_000)
    return () => clearInterval(again)
  }, [live])
  return (
    <div class={css.home} data-screen="home">
      <Header>
        <Wordmark />
        {!thin && <YouChip />}
      </Header>
      <main class={css.main}>
        <div class={css.claim}>
          <h1 ref={words} tabIndex={-1}>
            {t('app.tagline')}
          </h1>
          <p>{t('app.promise')}</p>
        </div>
        <div class={css.posters}>
          {GAMES.map(game => (
            <Card key={game.id} game={game} lit={lit === game.id} onLight={() => setLit(game.id)} />
          ))}
        </div>
      </main>
      <footer class={css.foot} data-thin={thin || undefined}>
        {thin ? (
          <>
            <YouChip />
            <Button small onClick={() => (open.value = 'code')}>{t('home.codeHint')}</Button>
          </>
        ) : (
          <>
            <CodeField />
            <OpenRooms />
          </>
        )}
      </footer>
    </div>
  )
}

function Card({ game, lit, onLight }: { game: GameEntry; lit: boolean; onLight(): void }) {
  const name = t(`game.${game.id}` as Key)
  const busy = entering.value === `play ${game.id}`
  return (
    <section
      class={css.card}
      data-lit={lit || undefined}
      data-game={game.id}
      aria-label={name}
      onPointerEnter={onLight}
      onFocusIn={onLight}
    >
      <div class={css.inside}>
        <PosterCanvas game={game} class={css.picture} />
        <div class={css.text}>
          <div>
            <h2>{name}</h2>
            <p>{t(`game.${game.id}.line` as Key)}</p>
          </div>
          <div class={css.buttons}>
            <Button
              kind={lit ? 'primary' : 'quiet'}
              disabled={entering.value !== null}
              onClick={() => enter({ play: game.id })}
            >
              {busy ? t('home.starting') : t(game.seats === 0 ? 'home.enter' : 'home.play')}
            </Button>
            <Button disabled={entering.value !== null} onClick={() => enter({ create: game.id })}>
              {t('home.friends')}
            </Button>
          </div>
        </div>
      </div>
    </section>
  )
}

/** Public rooms one can enter now; the first two by name, the rest as a number. */
export function OpenRooms() {
  const rooms = openRooms.value.filter(room => gameOf(room.game))
  return (
    <div class={css.open}>
      <span>{rooms.length === 0 ? t('home.openNone') : tn('home.open', rooms.length)}</span>
      <div class={css.rooms}>
        {rooms.slice(0, 2).map(room => (
          <button key={room.room} type="button" class={css.room} onClick={() => enter({ code: room.room })}>
            {t(`game.${room.game}` as Key)}
            <small class="num">
              {room.seats > 0
                ? t('home.seats', { taken: room.taken, seats: room.seats })
                : room.spectators + room.taken > 0
                  ? tn('home.inside', room.taken + room.spectators)
                  : showCode(room.room)}
            </small>
          </button>
        ))}
      </div>
    </div>
  )
}
