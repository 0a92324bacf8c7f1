import css from './hud.module.css'

export interface Hud {
  /** A sentence for a moment; the newest two stand. */
  say(text: string, kind?: 'plain' | 'gold' | 'robbed'): void
  /** What stands as long as it is so; null: nothing. */
  stand(text: string | null): void
  /** A number across the field; null: none. */
  count(n: number | null): void
  hint(text: string | null): void
  remove(): void
}

const LINE_MS = 2_600

/** The words over the arena. Screen readers hear the sentences. */
export function makeHud(host: HTMLElement): Hud {
  const all = document.createElement('div')
  all.className = css.hud!
  const lines = document.createElement('div')
  lines.setAttribute('role', 'status')
  lines.setAttribute('aria-live', 'polite')
  lines.style.display = 'contents'
  const standing = part(css.line!)
  const big = part(css.big!)
  const hint = part(css.hint!)
  all.append(standing, lines, big, hint)
  host.append(all)
  const timers = new Set<ReturnType<typeof setTimeout>>()

  return {
    say(text, kind = 'plain') {
      const line = part(css.line!)
      line.hidden = false
      line.textContent = text
      line.dataset.kind = kind
      while (lines.childElementCount > 1) lines.firstElementChild!.remove()
      lines.append(line)
      const timer = setTimeout(() => {
        line.remove()
        timers.delete(timer)
      }, LINE_MS)
      timers.add(timer)
    },
    stand: text => show(standing, text),
    count: n => show(big, n === null ? null : String(n)),
    hint: text => show(hint, text),
    remove() {
      for (const timer of timers) clearTimeout(timer)
      all.remove()
    },
  }
}

function part(classes: string): HTMLElement {
  const made = document.createElement('div')
  made.className = classes
  made.hidden = true
  return made
}

function show(at: HTMLElement, text: string | null): void {
  if ((text ?? '') === at.textContent && at.hidden === (text === null)) return
  at.textContent = text ?? ''
  at.hidden = text === null
}
