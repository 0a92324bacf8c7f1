import { useEffect, useRef, useState } from 'preact/hooks'
import { surfaceOf } from '../../kit/canvas'
import { startLoop } from '../../kit/loop'
import type { GameContext } from '../../kit/module'
import type { Key } from '../../shell/i18n'
import { Plug, Send, Spark } from '../../shell/icons'
import { useMedia } from '../../shell/media'
import { SayField } from '../../shell/sayfield'
import { Button } from '../../shell/ui'
import type { Relay } from '../types'
import { follow, type Following } from './follow'
import { LedgerList } from './ledger'
import css from './lounge.module.css'

const CUT_MS = 5_000

export function Lounge({ context }: { context: GameContext<Relay> }) {
  const [following, setFollowing] = useState<Following | null>(null)
  useEffect(() => {
    const started = follow(context)
    setFollowing(started)
    return started.stop
  }, [context])
  if (!following) return null
  return (
    <div class={css.lounge}>
      <section class={css.stage} aria-label={context.t('lounge.title')}>
        <ThreadCanvas following={following} />
        <Counters context={context} following={following} />
        <div class={css.actions}>
          <SparkButton context={context} />
          <CutButton context={context} />
        </div>
      </section>
      <section class={css.side} aria-label={context.t('lounge.events')}>
        <LedgerList context={context} following={following} />
        <Alone context={context} following={following} />
        <Composer context={context} />
      </section>
    </div>
  )
}

function ThreadCanvas({ following }: { following: Following }) {
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const { thread } = following
    const surface = surfaceOf(ref.current!, () => loop.wake())
    const loop = startLoop(dt => {
      const moving = thread.step(dt)
      surface.begin()
      thread.draw(surface.g, surface.w, surface.h)
      return moving
    })
    following.onMove(loop.wake)
    return () => {
      loop.stop()
      surface.release()
    }
  }, [following])
  return <canvas ref={ref} class={css.canvas} aria-hidden="true" />
}

/** Alone there is nothing to miss: says how to see it. */
function Alone({ context: { t }, following }: { context: GameContext<Relay>; following: Following }) {
  return following.alone.value ? <p class={css.alone}>{t('lounge.alone')}</p> : null
}

/** The promise as numbers: everything received, nothing twice, nothing missing. */
function Counters({ context: { t }, following }: { context: GameContext<Relay>; following: Following }) {
  const ledger = following.ledger.value
  const facts: [key: Key, value: number, wrong: boolean][] = [
    ['lounge.received', ledger.received, false],
    ['lounge.duplicates', ledger.duplicates, ledger.duplicates > 0],
    ['lounge.gaps', ledger.gaps, ledger.gaps > 0],
    ['lounge.caught', ledger.caughtUp, false],
  ]
  return (
    <dl class={css.counters}>
      {facts.map(([key, value, wrong]) => (
        <div key={key} data-counter={key.slice(7)} data-wrong={wrong || undefined}>
          <dt>{t(key)}</dt>
          <dd class="num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function SparkButton({ context }: { context: GameContext<Relay> }) {
  return (
    <Button kind="primary" class={css.spark} onClick={() => context.move('emit', 'spark')}>
      <Spark />
      {context.t('lounge.spark')}
    </Button>
  )
}

function CutButton({ context: { t, cut } }: { context: GameContext<Relay> }) {
  const [until, setUntil] = useState(0)
  const [now, setNow] = useState(0)
  useEffect(() => {
    if (until === 0) return
    const timer = setInterval(() => {
      setNow(Date.now())
      if (Date.now() >= until) setUntil(0)
    }, 100)
    return () => clearInterval(timer)
  }, [until])
  const thin = useMedia('(max-width: 480px), (max-height: 480px)')
  const left = Math.max(1, Math.ceil((until - now) / 1_000))
  return (
    <Button
      aria-disabled={until > 0}
      onClick={() => {
        if (until > 0) return
        setNow(Date.now())
        setUntil(Date.now() + CUT_MS)
        cut(CUT_MS)
      }}
    >
      <Plug />
      <span class="num">{until > 0 ? t('lounge.cutting', { n: left }) : t(thin ? 'lounge.cutShort' : 'lounge.cut')}</span>
    </Button>
  )
}

function Composer({ context: { t, move } }: { context: GameContext<Relay> }) {
  const [text, setText] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const said = text.trim()
    if (said === '') return
    setText('')
    move('chat', said)
  }
  return (
    <form class={css.composer} onSubmit={submit}>
      <SayField text={text} onText={setText} />
      <Button type="submit" kind="icon" aria-label={t('lounge.send')}>
        <Send />
      </Button>
    </form>
  )
}

