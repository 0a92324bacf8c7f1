import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { LOOKS, palette, PALETTES, type Palette } from '../kit/palette'
import { lazy } from './lazy'
import { CodeField } from './codefield'
import { OpenRooms } from './home'
import { LANGUAGES, language, speak, t, type Language } from './i18n'
import { close, open } from './panels'
import { leave, lookName, room } from './room'
import { client } from './session'
import { tidyName } from './names'
import { calm, chosenLanguage, look, name, sound } from './settings'
import { showCode } from './route'
import { inviteLink } from './share'
import { Token } from './token'
import { Button, Dialog, fieldClass, Switch } from './ui'
import { NetPanel } from './netpanel'
import { PeopleDialog } from './people'
import css from './dialogs.module.css'

const QrCode = lazy(() => import('./qr').then(found => found.QrCode))

/** Whatever is open at the moment. */
export function Panels() {
  switch (open.value) {
    case 'net':
      return <NetPanel />
    case 'settings':
      return <Settings />
    case 'you':
      return <You />
    case 'qr':
      return (
        <Dialog title={t('room.qr')} onClose={close}>
          <div class={css.qr}>
            <QrCode text={inviteLink()} />
            <strong>{showCode(room.value?.code ?? '')}</strong>
            <p>{t('room.qrHint')}</p>
          </div>
        </Dialog>
      )
    case 'code':
      return (
        <Dialog title={t('home.code')} onClose={close}>
          <CodeField stacked />
          <OpenRooms />
        </Dialog>
      )
    case 'people':
      return <PeopleDialog onClose={close} />
    case 'leave':
      return (
        <Dialog title={t('room.leave')} onClose={close}>
          <div class={css.choice}>
            <p>{t('confirm.leave')}</p>
            <Button onClick={close}>{t('confirm.stay')}</Button>
            <Button
              onClick={() => {
                close()
                leave()
              }}
            >
              {t('room.leave')}
            </Button>
          </div>
        </Dialog>
      )
    case null:
      return null
  }
}

function Settings() {
  return (
    <Dialog title={t('settings.title')} onClose={close}>
      <div class={css.list}>
        <div class={css.line}>
          <span style={{ display: 'flex', alignItems: 'center', gap: '10px', minWidth: '0' }}>
            <Token look={look.value} size={28} mood="calm" />
            <span class="name">{name.value}</span>
          </span>
          <Button small onClick={() => (open.value = 'you')}>
            {t('you.change')}
          </Button>
        </div>
        <Switch label={t('settings.sound')} on={sound.value} onChange={on => (sound.value = on)} />
        <Switch
          label={t('settings.motion')}
          hint={t('settings.motionHint')}
          on={calm.value}
          onChange={on => (calm.value = on)}
        />
        <Choice
          label={t('settings.palette')}
          among={Object.keys(PALETTES).map(set => [set, t(`palette.${set as Palette}`)])}
          chosen={palette.value}
          onChoose={set => (palette.value = set as Palette)}
        >
          <span class={css.swatches}>
            {Array.from({ length: LOOKS }, (_, n) => (
              <Token key={n} look={n} size={20} />
            ))}
          </span>
        </Choice>
        <Choice
          label={t('settings.language')}
          among={Object.entries(LANGUAGES)}
          chosen={language.value}
          onChoose={tag => {
            chosenLanguage.value = tag
            void speak(tag as Language)
          }}
        />
      </div>
    </Dialog>
  )
}

/** One of a few, by name; `children` show what the choice means. */
function Choice(props: {
  label: string
  among: readonly (readonly [value: string, words: string])[]
  chosen: string
  onChoose(value: string): void
  children?: ComponentChildren
}) {
  return (
    <label class={css.line}>
      {props.label}
      <select value={props.chosen} onChange={event => props.onChoose(event.currentTarget.value)}>
        {props.among.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {props.children}
    </label>
  )
}

/** Name, colour and shape: filled in already, changed only by who wants to. */
function You() {
  const [typed, setTyped] = useState(name.value)
  const [chosen, setChosen] = useState(look.value)
  const done = () => {
    name.value = tidyName(typed) || name.value
    look.value = chosen
    client().rename(name.value, look.value)
    close()
  }
  return (
    <Dialog title={t('you.are')} onClose={close}>
      <form
        class={css.form}
        onSubmit={event => {
          event.preventDefault()
          done()
        }}
      >
        <label class={css.label}>
          {t('you.name')}
          <input
            class={fieldClass}
            value={typed}
            maxLength={64}
            dir="auto"
            autocomplete="off"
            enterkeyhint="done"
            onInput={event => setTyped(event.currentTarget.value)}
          />
        </label>
        <fieldset class={css.looks}>
          <legend>{t('you.look')}</legend>
          {Array.from({ length: LOOKS }, (_, n) => (
            <label key={n} class={css.look}>
              <input
                type="radio"
                name="look"
                checked={chosen === n}
                aria-label={lookName(n)}
                onChange={() => setChosen(n)}
              />
              <Token look={n} size={36} mood={chosen === n ? 0 : 'calm'} />
            </label>
          ))}
        </fieldset>
        <Button type="submit" kind="primary">
          {t('you.save')}
        </Button>
      </form>
    </Dialog>
  )
}
