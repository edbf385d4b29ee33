import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {build} from 'rolldown'

/** Makes `writer.ts` a script that node runs without help; gives its path, in `folder`. */
export async function bundleWriter(folder: string): Promise<string> {
  const file = join(folder, 'writer.mjs')
  await build({
    input: fileURLToPath(new URL('writer.ts', import.meta.url)),
    output: {codeSplitting: false, file},
    platform: 'node',
  })
  return file
}
