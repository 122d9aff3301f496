import { defineConfig } from 'vitest/config'

/** What mutation testing runs for each mutant: the tests of the judging folders. */
export default defineConfig({
  test: {
    include: ['src/checklist/**/*.test.ts', 'src/diagnosis/**/*.test.ts'],
    testTimeout: 20_000,
  },
})
