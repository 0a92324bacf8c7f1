import { useEffect, useState } from 'preact/hooks'
import { t } from './i18n'
import { Loud, Silent } from './icons'
import { sound } from './settings'
import { Button } from './ui'
import css from './header.module.css'

/** Silence by one tap, or by the key M, wherever there may be sound: the very choice of the settings. */
export function Mute() {
  const [said, setSaid] = useState('')
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isMuteKey(event)) return
      sound.value = !sound.value
      // The key was pressed elsewhere: ears hear what it did.
      setSaid(t(sound.value ? 'sound.on' : 'sound.off'))
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
  const label = t('sound.mute')
  return (
    <>
      <Button
        kind="icon"
        class={css.mute}
        aria-label={label}
        aria-pressed={!sound.value}
        aria-keyshortcuts="M"
        title={`${label} (M)`}
        onClick={() => (sound.value = !sound.value)}
      >
        {sound.value ? <Loud /> : <Silent />}
        <kbd aria-hidden="true">M</kbd>
      </Button>
      <span class="sr" role="status">
        {said}
      </span>
    </>
  )
}

/** The letter on the key, wherever the keyboard has it; while somebody writes or chooses from a list it is only a letter. */
function isMuteKey({ key, repeat, ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  if (repeat || ctrlKey || metaKey || altKey || key.toLowerCase() !== 'm') return false
  return !(target as Element | null)?.closest?.('input:not([type=radio]), textarea, select')
}
