import type { Off } from './types'

/** Handlers of one kind of news. One that throws is reported and stops neither the others nor the library. */
export class Listeners<A extends unknown[]> {
  private handlers: readonly ((...args: A) => void)[] = []
  private readonly report: (error: unknown) => void

  constructor(report: (error: unknown) => void) {
    this.report = report
  }

  add(handler: (...args: A) => void): Off {
    this.handlers = [...this.handlers, handler]
    return () => {
      this.handlers = this.handlers.filter(h => h !== handler)
    }
  }

  emit(...args: A): void {
    for (const handler of this.handlers) {
      try {
        handler(...args)
      } catch (error) {
        this.report(error)
      }
    }
  }
}
