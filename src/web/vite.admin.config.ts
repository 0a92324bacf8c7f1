import { defineConfig } from 'vite'

/** The operators' page: a bundle of its own, which the host carries inside its assembly and shows on the operators' port alone. */
export default defineConfig({
  root: 'admin',
  base: './',
  publicDir: false,
  build: {
    outDir: '../../GameServer/adminroot',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    // The page's security policy knows no data: addresses.
    assetsInlineLimit: 0,
    rolldownOptions: { output: { entryFileNames: 'admin.js', assetFileNames: '[name][extname]' } },
  },
})
