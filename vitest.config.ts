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
    // The tests mostly wait for processes that they started.
    maxWorkers: 4,
    testTimeout: 30_000,
  },
})
