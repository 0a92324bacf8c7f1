import type { ComponentChildren } from 'preact'
import type { ChipShape } from './banner'
import { t } from './i18n'
import { Gear, Pencil, Spark } from './icons'
import { Mute } from './mute'
import { lookName } from './room'
import { chipNow } from './session'
import { look, name } from './settings'
import { open } from './panels'
import { Token } from './token'
import { Button } from './ui'
import css from './header.module.css'

/** The line on top of every screen: what belongs to the screen on the left, connection, sound and settings on the right. */
export function Header({ children }: { children?: ComponentChildren }) {
  return (
    <header class={css.header}>
      {children}
      <span class={css.push} />
      <div class={css.group}>
        <ConnectionChip />
        <Mute />
        <Button kind="icon" aria-label={t('settings.title')} onClick={() => (open.value = 'settings')}>
          <Gear />
        </Button>
      </div>
    </header>
  )
}

export function Wordmark() {
  return (
    <span class={css.wordmark}>
      <Spark size={22} />
      {t('app.name')}
    </span>
  )
}

/** "You are Brisk Otter": filled in from the first visit on, changed by a tap. */
export function YouChip() {
  return (
    <button
      type="button"
      class={css.you}
      aria-label={`${t('you.are')} ${name.value}, ${lookName(look.value)}. ${t('you.edit')}.`}
      onClick={() => (open.value = 'you')}
    >
      <Token look={look.value} size={24} mood="calm" />
      <span class="name">{name.value}</span>
      <Pencil size={16} />
    </button>
  )
}

/** Always in sight; its dot changes shape with the quality. Opens the connection panel. */
function ConnectionChip() {
  const { shape, tone, text } = chipNow.value
  return (
    <button
      type="button"
      class={css.chip}
      data-chip={shape}
      aria-label={t('link.chip', { state: text })}
      aria-expanded={open.value === 'net'}
      onClick={() => (open.value = open.value === 'net' ? null : 'net')}
    >
      <span class={css[tone === 'calm' ? 'calmTone' : tone]}>
        <Dot shape={shape} />
      </span>
      <span class="num">{text}</span>
    </button>
  )
}

function Dot({ shape }: { shape: ChipShape }) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="2.4"
      stroke-linecap="round"
      stroke-linejoin="round"
      class={shape === 'ring' ? css.turning : undefined}
    >
      {shape === 'dot' && <circle cx="7" cy="7" r="4.5" fill="currentColor" stroke="none" />}
      {shape === 'triangle' && <path d="M7 2.5 12 11.5H2z" fill="currentColor" />}
      {shape === 'ring' && <path d="M12 7a5 5 0 1 1-3.5-4.77" />}
      {shape === 'cross' && <path d="m3 3 8 8m0-8-8 8" />}
      {shape === 'square' && <rect x="3" y="3" width="8" height="8" rx="1" />}
    </svg>
  )
}
