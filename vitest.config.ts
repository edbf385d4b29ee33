import {defineConfig} from 'vitest/config'

export default defineConfig({
  plugins: [
    {
      name: 'text-files',
      transform: (code, id) =>
        /\.(awk|bash|fish|ps1|yaml|zsh)$/.test(id) ? `export default ${JSON.stringify(code)}` : undefined,
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    // Nothing that a test loads keeps anything for the next one, and most of it is loaded by many.
    isolate: false,
    // The tests mostly wait for processes that they started.
    maxWorkers: 4,
    hookTimeout: 30_000,
    testTimeout: 30_000,
  },
})
