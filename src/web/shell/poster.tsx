import { useEffect, useRef } from 'preact/hooks'
import { surfaceOf } from '../kit/canvas'
import { startLoop } from '../kit/loop'
import type { GameEntry } from './games'
import { insist } from './lazy'
import { calm } from './settings'

/** A game's silent loop. It rests while out of sight, and stands still for who wants calm. */
export function PosterCanvas({ game, class: classes }: { game: GameEntry; class?: string }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const still = calm.value
  useEffect(() => {
    let stop = () => {}
    let gone = false
    void insist(game.poster).then(poster => {
      if (gone) return
      let t = still ? poster.still : 0
      let inSight = true
      const surface = surfaceOf(ref.current!, () => loop.wake())
      const loop = startLoop(dt => {
        if (surface.w === 0) return false
        if (!still) t += dt
        surface.begin()
        poster.draw(surface.g, surface.w, surface.h, t)
        return !still && inSight
      })
      const sight = new IntersectionObserver(seen => {
        inSight = seen.at(-1)!.isIntersecting
        if (inSight) loop.wake()
      })
      sight.observe(ref.current!)
      stop = () => {
        loop.stop()
        sight.disconnect()
        surface.release()
      }
    })
    return () => {
      gone = true
      stop()
    }
  }, [game, still])
  return <canvas ref={ref} class={classes} aria-hidden="true" />
}
