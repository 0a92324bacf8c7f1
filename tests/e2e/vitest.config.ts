import { defineConfig } from 'vitest/config'

/** Tests that measure times, or that fill both cores with pictures: each has the machine to itself. */
const ALONE = ['crowd', 'faults', 'firstclick', 'rematch', 'sparks'].map(name => `play/${name}.test.ts`)

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A loaded machine takes its time; whoever asks for less says so.
    expect: { poll: { timeout: 15_000 } },
    // Two cores carry a server, a browser and this for each file: what mostly waits for its page runs two at a time.
    projects: [
      { extends: true, test: { name: 'together', include: ['**/*.test.ts'], exclude: ['**/node_modules/**', ...ALONE], maxWorkers: 2, sequence: { groupOrder: 1 } } },
      { extends: true, test: { name: 'alone', include: ALONE, fileParallelism: false, sequence: { groupOrder: 2 } } },
    ],
  },
})
