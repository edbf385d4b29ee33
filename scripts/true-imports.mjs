// The bundler makes `require` of every `import()` in what becomes CommonJS, which is right for the files of the bundle. The
// modules of plugins are found at run time, and may be ES modules: for those `import()` stays what it is.
import {parseAst} from 'rolldown/parseAst'
import {Visitor} from 'rolldown/utils'

/** As long as what it stands for, so that all that follows keeps its place. */
const NAME = 'Import'

/** A plugin of the bundler, and the last line of a chunk that needs it. */
export function trueImports() {
  const changed = new Set()
  return {
    footerOf: ({moduleIds}) =>
      moduleIds.some((id) => changed.has(id)) ? `function ${NAME}(address){return import(address)}` : '',
    plugin: {
      name: 'true-imports',
      transform: {
        // After all that changes the text of a module.
        order: 'post',
        handler(code, id) {
          if (!code.includes('import(')) return
          const places = []
          new Visitor({
            ImportExpression({source, start}) {
              if (source.type !== 'Literal') places.push(start)
            },
          }).visit(parseAst(code, {lang: 'ts'}))
          if (places.length === 0) return
          changed.add(id)
          const text = places.reduceRight((text, at) => text.slice(0, at) + NAME + text.slice(at + NAME.length), code)
          return {code: text, map: null}
        },
      },
    },
  }
}
