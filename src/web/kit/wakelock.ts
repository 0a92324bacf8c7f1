/** Keeps the screen lit while wanted. A browser that refuses (low battery, no such thing) is obeyed. */
export function keepAwake(): () => void {
  let wanted = true
  let lock: WakeLockSentinel | undefined

  const ask = async () => {
    if (!wanted || document.hidden || !navigator.wakeLock) return
    const got = await navigator.wakeLock.request('screen').catch(() => undefined)
    if (wanted) lock = got
    else void got?.release()
  }
  // The browser takes the lock away from a hidden page.
  const again = () => void ask()
  document.addEventListener('visibilitychange', again)
  void ask()
  return () => {
    wanted = false
    document.removeEventListener('visibilitychange', again)
    void lock?.release()
  }
}
