import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/unit/**/*.test.ts'],
          testTimeout: 20_000,
          // Pure functions, no mocks: a worker loads each module once.
          isolate: false,
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/lab/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // Real servers on a busy machine: a test that needs a second try says so in the output.
          retry: 1,
        },
      },
      {
        // Brings up machines of its own and makes them fail: never beside other tests.
        test: {
          name: 'lab',
          include: ['test/e2e/lab/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          retry: 1,
        },
      },
    ],
  },
})
