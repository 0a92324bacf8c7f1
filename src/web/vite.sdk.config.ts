import { defineConfig } from 'vite'

/**
 * The client library as one self-contained ES module at the fixed path /sdk/gameserver.js, so that a page anywhere can
 * import it from the server it talks to. A second pass, because the page's build would split what the two share.
 */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: '../GameServer/wwwroot/sdk',
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: 'sdk/index.ts', formats: ['es'], fileName: () => 'gameserver.js' },
    minify: true,
  },
})
