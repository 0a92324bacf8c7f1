import type { GameContext } from '../../kit/module'
import type { Sparks } from '../types'
import type { Hud } from './hud'
import { isClosed, ticksLeft, type Absence, type Model } from './model'

/** Ticks of flight before the hint, and how long it stands. */
const HINT_AFTER = 180
const HINT_TICKS = 240
const TICKS_A_SECOND = 30
/** After the round: the podium, s. */
const PODIUM_S = 8

/** A dash was made on this page: nobody needs to be told any more. */
let knowsDash = false

/** What the arena says in words, and when. */
export class Words {
  private readonly hud: Hud
  private readonly context: GameContext<Sparks>
  private flownSince: number | null = null

  constructor(hud: Hud, context: GameContext<Sparks>) {
    this.hud = hud
    this.context = context
  }

  /** What stands on screen at that tick. */
  tick(model: Model, tick: number, flies: boolean, touch: boolean): void {
    const { room, t } = this.context
    const playing = room.table.phase === 'playing' && tick > 0
    const held = model.holdUntil - tick
    this.hud.count(playing && held > 0 && held < 4 * TICKS_A_SECOND ? Math.ceil(held / TICKS_A_SECOND) : null)

    const waits = playing && room.seat !== null && !flies && isClosed(model, tick)
    this.hud.stand(waits ? t('sparks.next', { n: Math.ceil(ticksLeft(model, tick) / TICKS_A_SECOND) + PODIUM_S }) : null)

    if (!playing || !flies) this.flownSince = null
    else this.flownSince ??= tick
    const flown = this.flownSince === null ? 0 : tick - this.flownSince
    const hints = !knowsDash && flown > HINT_AFTER && flown < HINT_AFTER + HINT_TICKS
    this.hud.hint(hints ? t(touch ? 'sparks.hintTouch' : 'sparks.hint') : null)
  }

  dashed(): void {
    knowsDash = true
  }

  starSoon(): void {
    this.hud.say(this.context.t('sparks.star'), 'gold')
  }

  crowned(): void {
    this.hud.say(this.context.t('sparks.crown'), 'gold')
  }

  robbedBy(name: string, n: number): void {
    if (n > 0) this.hud.say(this.context.t('sparks.robbedYou', { name, n }), 'robbed')
  }

  robbed(name: string, n: number): void {
    if (n > 0) this.hud.say(this.context.t('sparks.youRobbed', { name, n }), 'gold')
  }

  /** What the autopilot did, and who took what, in one sentence. */
  away({ gained, stolenBy }: Absence): void {
    const { t, player } = this.context
    const parts = [
      ...(gained > 0 ? [t('sparks.awayGained', { n: gained })] : []),
      ...[...stolenBy].map(([seat, n]) => t('sparks.awayStolen', { name: player(seat)?.name ?? '', n })),
    ]
    if (parts.length > 0) this.hud.say(parts.join(', '))
  }

  desync(count: number): void {
    if (import.meta.env.DEV) this.hud.say(`desync ${count}`, 'robbed')
  }
}
