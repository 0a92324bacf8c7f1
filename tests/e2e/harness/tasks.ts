import type { Page } from 'playwright-core'

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  /** CPU time the thread spent in it, microseconds. */
  tdur?: number
  args: { name?: string }
}

/** The tasks of the page's main thread while `during` runs, by the CPU time they took, the longest last. */
export async function mainThreadTasks(page: Page, during: () => Promise<unknown>): Promise<{ name: string; ms: number }[]> {
  const browser = page.context().browser()!
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] })
  await during()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const threads = new Map<string, { name: string; ms: number }[]>()
  const mains = new Set(traceEvents.filter(event => event.name === 'thread_name' && event.args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`))
  for (const { name, ph, pid, tid, tdur } of traceEvents) {
    const thread = `${pid} ${tid}`
    if (ph !== 'X' || tdur === undefined || !mains.has(thread)) continue
    if (!threads.has(thread)) threads.set(thread, [])
    threads.get(thread)!.push({ name, ms: tdur / 1_000 })
  }
  const sum = (tasks: { ms: number }[]) => tasks.reduce((all, { ms }) => all + ms, 0)
  const [tasks] = [...threads.values()].toSorted((a, b) => sum(b) - sum(a))
  if (!tasks) throw new Error('The trace holds no task of a page.')
  return tasks.toSorted((a, b) => a.ms - b.ms)
}
