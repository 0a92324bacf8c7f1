import { useRef } from 'preact/hooks'
import type { Member } from '../sdk'
import { useArrival } from './arrival'
import { GAMES, type GameEntry } from './games'
import { Header } from './header'
import { t, tn, type Key } from './i18n'
import { Bot, Check, Copy, Cross, Crown, Plus, Qr, Share } from './icons'
import { open } from './panels'
import { PosterCanvas } from './poster'
import { atSeat, isCaptain, lookAt, memberOf, members, move, myId, room, seat, table } from './room'
import { BackHome } from './roomhead'
import { canShare, copied, copyLink, shareLink } from './share'
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
        <Ring game={game} />
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
      <div class={css.row} style={{ marginTop: '14px' }}>
        <Button small onClick={copyLink}>
          {copied.value ? <Check /> : <Copy />}
          {t(copied.value ? 'room.copied' : 'room.copy')}
        </Button>
        {canShare && (
          <Button small onClick={shareLink}>
            <Share />
            {t('room.share')}
          </Button>
        )}
        <Button small aria-label={t('room.qr')} onClick={() => (open.value = 'qr')}>
          <Qr />
          QR
        </Button>
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

function Ring({ game }: { game: GameEntry }) {
  return (
    <div class={css.table}>
      <div class={css.emblem}>
        <PosterCanvas game={game} />
      </div>
      <ul>
        {Array.from({ length: game.seats }, (_, n) => {
          // Two sit face to face, left and right; more are spread evenly from the top.
          const angle = game.seats === 2 ? (n === 0 ? 180 : 0) : -90 + (360 / game.seats) * n
          const member = atSeat(n)
          return (
            <li key={n} class={css.seat} style={{ '--angle': `${angle}deg` }}>
              {member ? <Sitting member={member} /> : <Free n={n} />}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Sitting({ member }: { member: Member }) {
  const isMe = member.id === myId.value
  return (
    <>
      <div class={css.face} data-away={member.away || undefined}>
        {member.id === table.value?.captain && (
          <span class={css.crown}>
            <Crown size={24} />
          </span>
        )}
        <Token look={lookAt(member)} size={52} mood={member.away ? 'asleep' : 'calm'} />
        {isCaptain.value && !isMe && (
          <Button
            kind="icon"
            class={css.kick}
            aria-label={t('room.kick', { name: member.name })}
            onClick={() => move('kick', member.id)}
          >
            <Cross size={14} />
          </Button>
        )}
      </div>
      <span class={`${css.who} name`}>{member.name}</span>
      <span class={css.tags}>
        {isMe && <span>{t('you.tag')}</span>}
        {member.id === table.value?.captain && <span>{t('room.captain')}</span>}
        {member.bot && (
          <span>
            <Bot size={14} />
            {t('room.botTag')}
          </span>
        )}
        {member.away && <span>{t('room.away')}</span>}
      </span>
    </>
  )
}

function Free({ n }: { n: number }) {
  return (
    <>
      <div class={css.empty} />
      <span class="sr">{`${t('room.seat', { n: n + 1 })}: ${t('room.empty')}`}</span>
      <div class={css.fill}>
        {isCaptain.value && (
          <Button aria-label={t('room.addBot', { n: n + 1 })} onClick={() => move('bot', true)}>
            <Plus />
            {t('room.bot')}
          </Button>
        )}
        <Button onClick={canShare ? shareLink : copyLink}>{t('room.invite')}</Button>
      </div>
    </>
  )
}
