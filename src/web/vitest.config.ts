import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    environment: 'node',
    // A net, not a measure: the random runs count their steps, and a busy machine takes its time for them.
    testTimeout: 60_000,
  },
})
