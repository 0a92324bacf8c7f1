import { Fragment, type ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { GameContext } from '../../kit/module'
import { seconds, timeOfDay, tn } from '../../shell/i18n'
import { lookAt } from '../../shell/room'
import { Token } from '../../shell/token'
import type { Relay } from '../types'
import type { Entry, Mark } from './model'
import type { Following } from './follow'
import css from './ledger.module.css'

/** Every event with its number, newest at the bottom; what was caught up is set apart, what is being sent is dim. */
export function LedgerList({ context, following }: { context: GameContext<Relay>; following: Following }) {
  const { t, room } = context
  const ledger = following.ledger.value
  const pending = following.pending.value
  const list = useRef<HTMLOListElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  useLayoutEffect(() => {
    if (atEnd) list.current!.scrollTop = list.current!.scrollHeight
  }, [ledger, pending.length, atEnd])

  const marks = new Map<number, Mark[]>()
  for (const mark of ledger.marks) marks.set(mark.before, [...(marks.get(mark.before) ?? []), mark])
  const me = room.me
  return (
    <div class={css.frame}>
      <ol
        ref={list}
        class={css.list}
        tabIndex={0}
        aria-label={t('lounge.events')}
        onScroll={event => {
          const box = event.currentTarget
          setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < 24)
        }}
      >
        {ledger.entries.map(entry => (
          // The key is the whole entry's: once the oldest ones go, every row would be made anew for each event.
          <Fragment key={entry.seq}>
            {marks.get(entry.seq)?.map(mark => <MarkRow key={keyOf(mark)} mark={mark} t={t} />)}
            <Row entry={entry} t={t} />
          </Fragment>
        ))}
        {marks.get(ledger.last + 1)?.map(mark => <MarkRow key={keyOf(mark)} mark={mark} t={t} />)}
        {pending.map(move => (
          <li key={`p${move.n}`} class={css.row} data-pending>
            <span class={css.seq} />
            {me && <Token look={lookAt(me)} size={20} />}
            <span class={css.body}>
              <b class="name">{me?.name}</b> {move.move === 'chat' ? <bdi>{String(move.args[0])}</bdi> : t('lounge.sparked')}
            </span>
            <span class={css.time}>{t('lounge.pending')}</span>
          </li>
        ))}
      </ol>
      {!atEnd && (
        <button type="button" class={css.newest} onClick={() => setAtEnd(true)}>
          {t('lounge.newer')}
        </button>
      )}
      <Spoken entries={ledger.entries} />
    </div>
  )
}

type Translate = GameContext['t']

function Row({ entry, t }: { entry: Entry; t: Translate }) {
  const quiet = entry.kind !== 'chat' && entry.kind !== 'spark'
  return (
    <li class={css.row} data-seq={entry.seq} data-quiet={quiet || undefined} data-caught={entry.caughtUp || undefined}>
      <span class={`${css.seq} num`}>{entry.seq}</span>
      {entry.who ? <Token look={entry.who.look} size={20} /> : <span class={css.nobody} />}
      <span class={css.body}>
        {entry.who && <b class="name">{entry.who.name}</b>} {wordsOf(entry, t)}
      </span>
      <time class={`${css.time} num`}>{timeOfDay(entry.at)}</time>
    </li>
  )
}

function wordsOf(entry: Entry, t: Translate): ComponentChildren {
  switch (entry.kind) {
    case 'chat':
      return <bdi>{entry.text}</bdi>
    case 'spark':
      return t('lounge.sparked')
    case 'other':
      return t('lounge.other', { type: entry.text })
    default:
      return t(`lounge.${entry.kind}`)
  }
}

/** One may have been away more than once before the same event. */
const keyOf = (mark: Mark) => `${mark.kind} ${mark.before} ${mark.awayMs}`

function MarkRow({ mark, t }: { mark: Mark; t: Translate }) {
  return (
    <li class={css.mark} data-mark={mark.kind}>
      {mark.kind === 'start' ? (
        <span class="num">{t('lounge.from', { n: mark.before })}</span>
      ) : (
        <span class="num">{tn('lounge.mark', mark.caughtUp, { s: seconds(mark.awayMs) })}</span>
      )}
    </li>
  )
}

/** What is said aloud in the room is also said to ears; sparks would only be noise. */
function Spoken({ entries }: { entries: readonly Entry[] }) {
  const [text, setText] = useState('')
  const last = entries.findLast(entry => entry.kind === 'chat')
  useEffect(() => {
    if (last && !last.caughtUp) setText(`${last.who?.name ?? ''}: ${last.text}`)
  }, [last?.seq])
  return (
    <div class="sr" role="log" aria-live="polite">
      {text}
    </div>
  )
}
