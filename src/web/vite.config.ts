import { defineConfig } from 'vite'
import { leanSignalR } from './vite.lean.ts'

/** The page: index.html and its hashed assets, built into the host's wwwroot. */
export default defineConfig({
  plugins: [leanSignalR()],
  // SignalR looks for Node's modules where there is a `require`; a bundle has none, in Node too.
  define: { require: 'undefined' },
  build: {
    outDir: '../GameServer/wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // The page's security policy knows no data: addresses.
    assetsInlineLimit: 0,
  },
  server: {
    // `npm run dev` beside `dotnet run --project src/GameServer`.
    proxy: { '/hub': { target: 'http://localhost:8080', ws: true } },
  },
})
