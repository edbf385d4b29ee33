// esbuild splits ES modules only, and Node.js starts CommonJS ones faster: it reads them without the loader that resolves
// ES modules and without a wrapper around each of its own modules. So what esbuild made is turned into CommonJS here.
import remapping from '@jridgewell/remapping'
import {transform} from 'esbuild'
import MagicString from 'magic-string'

const TARGET = 'node20.19'

/** The CommonJS form of a built file; `map` (JSON) leads to what the text's own map, which stands in it, leads to. */
export async function toCommonJs(text, name) {
  const built = await transform(text, {
    format: 'cjs',
    minify: true,
    platform: 'node',
    sourcefile: name,
    sourcemap: 'external',
    sourcesContent: false,
    target: TARGET,
  })
  const code = new MagicString(built.code)
    .replaceAll(/\brequireSeldom\("(\w+)"\)/g, 'require("./seldom-$1.js")')
    .replaceAll(/\bimport\(("\.{1,2}\/[^"]+")\)/g, 'Promise.resolve().then(()=>require($1))')
  const map = remapping([code.generateMap({hires: 'boundary'}), JSON.parse(built.map)], () => null)
  return {code: code.toString(), map: map.toString()}
}
