import { render } from 'preact'
import type { GameContext, GameModule } from '../../kit/module'
import type { Relay } from '../types'
import { Lounge } from './lounge'
import css from './lounge.module.css'

/** The lounge: a room of the game `relay`, where one can watch that every event arrives exactly once. */
export const lounge: GameModule<Relay> = {
  id: 'relay',
  seats: 0,
  celebrationMs: 0,
  mount(host: HTMLElement, context: GameContext<Relay>) {
    const root = document.createElement('div')
    root.className = css.root!
    host.append(root)
    render(<Lounge context={context} />, root)
    return {
      unmount() {
        render(null, root)
        root.remove()
      },
    }
  },
}
