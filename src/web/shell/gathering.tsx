import { useEffect, useRef } from 'preact/hooks'
import type { GameModule } from '../kit/module'
import { useArrival } from './arrival'
import { contextOf } from './gamecontext'
import { Header } from './header'
import { t, type Key } from './i18n'
import { Check, Copy, Qr } from './icons'
import { open } from './panels'
import { lookAt, members, room } from './room'
import { BackHome } from './roomhead'
import { dimmed } from './session'
import { copied, copyLink } from './share'
import { showCode } from './route'
import { Token } from './token'
import { Button } from './ui'
import css from './gathering.module.css'

/** A room without seats: everybody inside is equal, and the game has the screen below the header. */
export function Gathering({ module }: { module: GameModule }) {
  const host = useRef<HTMLDivElement>(null)
  const words = useRef<HTMLHeadingElement>(null)
  const shown = room.value
  useArrival(words)
  useEffect(() => {
    if (!shown) return
    const view = module.mount(host.current!, contextOf(shown))
    return view.unmount
  }, [module, shown])
  return (
    <div class={css.gathering}>
      <Header>
        <BackHome />
        <div class={css.title}>
          <h1 ref={words} tabIndex={-1}>
            {t(`game.${module.id}` as Key)}
          </h1>
          <button type="button" class={css.code} aria-label={`${t('room.copy')} ${shown?.code ?? ''}`} onClick={copyLink}>
            {copied.value ? t('room.copied') : showCode(shown?.code ?? '')}
            {copied.value ? <Check /> : <Copy />}
          </button>
        </div>
        <People />
        <Button kind="icon" class={css.qr} aria-label={t('room.qr')} onClick={() => (open.value = 'qr')}>
          <Qr />
        </Button>
      </Header>
      <main ref={host} class={css.stage} data-dim={dimmed.value || undefined} />
    </div>
  )
}

function People() {
  const all = members.value
  return (
    <button type="button" class={css.people} aria-label={`${t('room.members')}: ${all.length}`} onClick={() => (open.value = 'people')}>
      {all.slice(0, 4).map(member => (
        <span key={member.id}>
          <Token look={lookAt(member)} size={22} />
        </span>
      ))}
      <span class="num">{all.length}</span>
    </button>
  )
}
