import type { Plugin } from 'vite'

/**
 * Parts of @microsoft/signalr that cannot run here: the client speaks WebSockets alone, without negotiation (so without
 * HTTP) and without stateful reconnect. They are a fifth of the package; each becomes a class that says so.
 */
const NEVER_RUN = new Set(['LongPollingTransport', 'ServerSentEventsTransport', 'DefaultHttpClient', 'MessageBuffer'])

export function leanSignalR(): Plugin {
  const mark = '\0never-run:'
  return {
    name: 'lean-signalr',
    enforce: 'pre',
    resolveId(id, importer) {
      const name = id.replace(/^\.\//, '').replace(/\.js$/, '')
      return importer?.includes('@microsoft/signalr') && NEVER_RUN.has(name) ? mark + name : undefined
    },
    load(id) {
      if (!id.startsWith(mark)) return undefined
      const name = id.slice(mark.length)
      return `export class ${name} { constructor() { throw new Error('${name} is not part of this build.') } }`
    },
  }
}
