import { defineConfig } from 'vite'

/** The page: index.html and its hashed assets, built into the host's wwwroot. */
export default defineConfig({
  build: {
    outDir: '../GameServer/wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  server: {
    // `npm run dev` beside `dotnet run --project src/GameServer`.
    proxy: { '/hub': { target: 'http://localhost:8080', ws: true } },
  },
})
