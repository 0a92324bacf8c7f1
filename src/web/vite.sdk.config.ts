import { defineConfig } from 'vite'
import { leanSignalR } from './vite.lean.ts'

/**
 * The client library as one self-contained ES module at the fixed path /sdk/gameserver.js, so that a page anywhere can
 * import it from the server it talks to. A second pass, because the page's build would split what the two share.
 * And a third with `--mode messagepack`: what speaks MessagePack, for those who ask, as /sdk/messagepack.js.
 */
export default defineConfig(({ mode }) => ({
  plugins: [leanSignalR()],
  // SignalR looks for Node's modules where there is a `require`; a bundle has none, in Node too.
  define: { require: 'undefined' },
  publicDir: false,
  build: {
    outDir: '../GameServer/wwwroot/sdk',
    emptyOutDir: mode !== 'messagepack',
    target: 'es2022',
    modulePreload: false,
    // Not `build.lib`, which leaves white space in ES modules.
    rolldownOptions: {
      input: mode === 'messagepack' ? 'sdk/messagepack.ts' : 'sdk/index.ts',
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: mode === 'messagepack' ? 'messagepack.js' : 'gameserver.js' },
    },
  },
}))
