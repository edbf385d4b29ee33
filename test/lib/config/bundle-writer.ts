import {buildSync} from 'esbuild'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

/** Makes `writer.ts` a script that node runs without help; gives its path, in `folder`. */
export function bundleWriter(folder: string): string {
  const outfile = join(folder, 'writer.mjs')
  buildSync({
    // Some of the libraries are CommonJS.
    banner: {
      js:
        "import {createRequire} from 'node:module'; import {fileURLToPath} from 'node:url';" +
        'const require = createRequire(import.meta.url); const __filename = fileURLToPath(import.meta.url)',
    },
    bundle: true,
    entryPoints: [fileURLToPath(new URL('writer.ts', import.meta.url))],
    format: 'esm',
    outfile,
    platform: 'node',
  })
  return outfile
}
