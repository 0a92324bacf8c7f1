import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** A component whose code is fetched when it is first shown; until then, and if it cannot be fetched, nothing. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let found: ComponentType<Props> | undefined
  return function Lazy(props: Props) {
    const [Shown, setShown] = useState(() => found)
    useEffect(() => {
      if (Shown) return
      load().then(
        component => {
          found = component
          setShown(() => component)
        },
        () => undefined,
      )
    }, [])
    return Shown ? <Shown {...props} /> : null
  }
}
