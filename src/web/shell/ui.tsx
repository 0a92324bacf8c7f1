import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from './i18n'
import { Cross } from './icons'
import css from './ui.module.css'

type ButtonProps = JSX.IntrinsicElements['button'] & {
  kind?: 'primary' | 'quiet' | 'plain' | 'icon'
  small?: boolean
}

/** Every button of the page. `primary` is amber, and there is at most one of it in sight. */
export function Button({ kind = 'quiet', small = false, class: extra, ...rest }: ButtonProps) {
  const classes = [css.button, css[kind], small && css.small, extra].filter(Boolean).join(' ')
  return <button type="button" class={classes} {...rest} />
}

interface DialogProps {
  title: string
  onClose(): void
  children: ComponentChildren
}

/** A native modal dialog: the browser keeps the focus inside and gives it back at the end. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current!
    dialog.showModal()
    // A click beside the card closes it too; for the keyboard there is Escape. One that began inside selects a text.
    let pressedBeside = false
    const press = (event: PointerEvent) => (pressedBeside = isBeside(event, dialog))
    const click = (event: MouseEvent) => {
      if (pressedBeside && isBeside(event, dialog)) onClose()
    }
    dialog.addEventListener('pointerdown', press)
    dialog.addEventListener('click', click)
    dialog.addEventListener('close', onClose)
    return () => {
      dialog.removeEventListener('pointerdown', press)
      dialog.removeEventListener('click', click)
      // It is heard late, when the next dialog may stand already: that one is to stay.
      dialog.removeEventListener('close', onClose)
      dialog.close()
    }
  }, [])
  return (
    <dialog ref={ref} class={css.dialog} aria-label={title}>
      <div class={css.dialogHead}>
        <h2>{title}</h2>
        <Button kind="icon" aria-label={t('a11y.close')} onClick={onClose}>
          <Cross />
        </Button>
      </div>
      {children}
    </dialog>
  )
}

function isBeside(event: MouseEvent, dialog: HTMLElement): boolean {
  if (event.target !== dialog) return false
  const box = dialog.getBoundingClientRect()
  return (
    event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom
  )
}

/** A labelled on/off switch. */
export function Switch(props: { label: string; hint?: string; on: boolean; onChange(on: boolean): void }) {
  return (
    <button
      type="button"
      role="switch"
      class={css.switch}
      aria-checked={props.on}
      onClick={() => props.onChange(!props.on)}
    >
      <span>
        {props.label}
        {props.hint && <small>{props.hint}</small>}
      </span>
      <span class={css.track} />
    </button>
  )
}

export const fieldClass = css.field
