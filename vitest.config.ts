import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src-*/**/*.test.ts', 'src-*/**/*.test.tsx', 'test/**/*.test.ts'],
    // Real sandboxes and real SQLite on two cores: more workers only make each other slow.
    maxWorkers: 2,
    // A quarter of the time went into loading the program anew for every file. No test may leave anything behind: not in modules either.
    isolate: false,
    maxConcurrency: 3,
    // It finds what hangs, not what is slow: on a busy machine a proof takes minutes, and a test must not fail by that.
    testTimeout: 400_000,
    hookTimeout: 400_000,
  },
})
