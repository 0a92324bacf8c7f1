import { useRef } from 'preact/hooks'
import { useArrival } from './arrival'
import { GAMES, type GameEntry } from './games'
import { Header } from './header'
import { t, tn, type Key } from './i18n'
import { InvitationRow } from './invitation'
import { isCaptain, lookAt, memberOf, members, move, room, seat, table } from './room'
import { BackHome } from './roomhead'
import { SeatRing } from './seats'
import { Token } from './token'
import { Button } from './ui'
import css from './lobby.module.css'

/** Before the match: the code to pass on, the ring of seats, and the captain's start. */
export function Lobby({ game }: { game: GameEntry }) {
  return (
    <div class={css.lobby}>
      <Header>
        <BackHome />
      </Header>
      <main class={css.main}>
        <div class={css.words}>
          <Code code={room.value?.code ?? ''} />
          <ChangeGame now={game} />
          <Watchers />
          <Start game={game} />
        </div>
        <SeatRing game={game} />
      </main>
    </div>
  )
}

function Code({ code }: { code: string }) {
  const words = useRef<HTMLHeadingElement>(null)
  useArrival(words)
  return (
    <div class={css.code}>
      <small>{t('room.code')}</small>
      <h1 ref={words} tabIndex={-1} class={css.letters} data-long={code.length > 5 || undefined} aria-label={[...code].join(' ')}>
        {Array.from(code, (letter, place) => (
          <span key={`${place}${letter}`} aria-hidden="true">
            {letter}
          </span>
        ))}
      </h1>
      <div class={css.ways}>
        <InvitationRow />
      </div>
    </div>
  )
}

/** Which game this table plays; the captain may change it, room and friends stay. A game without seats is no table's. */
function ChangeGame({ now }: { now: GameEntry }) {
  const games = GAMES.filter(game => game.seats > 0)
  if (!isCaptain.value || games.length < 2) return null
  return (
    <div class={css.segments}>
      <span id="which-game">{t('room.change')}</span>
      <div class={css.segment} role="group" aria-labelledby="which-game">
        {games.map(game => (
          <button
            key={game.id}
            type="button"
            aria-pressed={game.id === now.id}
            onClick={() => game.id !== now.id && move('change', game.id)}
          >
            {t(`game.${game.id}` as Key)}
          </button>
        ))}
      </div>
    </div>
  )
}

function Watchers() {
  const watching = members.value.filter(member => member.seat === null)
  if (watching.length === 0) return null
  return (
    <div class={css.watchers}>
      <span>{tn('room.watchers', watching.length)}</span>
      {watching.slice(0, 8).map(member => (
        <span key={member.id} class={css.watcher}>
          <Token look={lookAt(member)} size={20} />
          <span class="name">{member.name}</span>
        </span>
      ))}
    </div>
  )
}

function Start({ game }: { game: GameEntry }) {
  const free = freeSeats(game)
  const captain = memberOf(table.value?.captain)
  const why =
    free > 0
      ? tn('room.startNeeds', free)
      : captain && !isCaptain.value
        ? t('room.startCaptain', { name: captain.name })
        : captain
          ? ''
          : t('room.startNobody')
  return (
    <div class={css.start}>
      {seat.value === null && free > 0 ? (
        <Button kind="primary" onClick={() => move('sit')}>
          {t('room.sit')}
        </Button>
      ) : (
        <Button
          kind="primary"
          disabled={!isCaptain.value || free > 0}
          aria-describedby="start-why"
          onClick={() => move('start')}
        >
          {t('room.start')}
        </Button>
      )}
      <p id="start-why" aria-live="polite">
        {why}
      </p>
    </div>
  )
}

function freeSeats(game: GameEntry): number {
  return game.seats - members.value.filter(member => member.seat !== null).length
}
