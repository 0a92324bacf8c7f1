import type { End } from './banner'

/** Long enough for a page to come; who waits sees that something is under way. */
const PATIENCE_MS = 3_000

/** What to say of a room whose game this page does not have: a reload helps only where the server has another page by now. */
export async function endOfUnknownGame(): Promise<End> {
  return (await isOutdated()) ? 'upgrade_required' : 'unknown_game'
}

/** Whether the server's page starts with other code than this one did: every build names its code anew. */
async function isOutdated(): Promise<boolean> {
  const start = document.querySelector<HTMLScriptElement>('script[type=module][src]')
  try {
    const answer = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) })
    return answer.ok && start !== null && !(await answer.text()).includes(new URL(start.src).pathname)
  } catch {
    return false
  }
}
