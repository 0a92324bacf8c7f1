/** A canvas that stays sharp: its backing store follows its CSS size times the device's pixels, at most twice. */
export interface Surface {
  readonly g: CanvasRenderingContext2D
  /** CSS pixels. */
  readonly w: number
  readonly h: number
  /** Clears it and sets the scale, so that one unit is one CSS pixel. */
  begin(): void
  release(): void
}

/** Watches the canvas's size; `resized` is called after every change, never before this returns. */
export function surfaceOf(canvas: HTMLCanvasElement, resized: () => void): Surface {
  const g = canvas.getContext('2d')!
  let scale = 1
  const surface = {
    g,
    w: 0,
    h: 0,
    begin() {
      g.setTransform(scale, 0, 0, scale, 0, 0)
      g.clearRect(0, 0, surface.w, surface.h)
    },
    release() {
      watcher.disconnect()
      pixels?.removeEventListener('change', refit)
    },
  }
  // On another screen a window may keep its size and get other pixels: no ResizeObserver tells.
  let pixels: MediaQueryList | undefined
  const fit = () => {
    pixels?.removeEventListener('change', refit)
    pixels = matchMedia(`(resolution: ${devicePixelRatio || 1}dppx)`)
    pixels.addEventListener('change', refit)
    scale = Math.min(2, devicePixelRatio || 1)
    surface.w = canvas.clientWidth
    surface.h = canvas.clientHeight
    const width = Math.round(surface.w * scale)
    const height = Math.round(surface.h * scale)
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
  }
  const refit = () => {
    fit()
    resized()
  }
  const watcher = new ResizeObserver(refit)
  watcher.observe(canvas)
  fit()
  return surface
}
