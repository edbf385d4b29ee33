// What modules ask of the stand-ins of scripts/lean-dependencies.mjs, and what these have. The bundler sees to names that
// an ES module imports; the members of a CommonJS module, and those of a default export, are looked for here.
import {createRequire} from 'node:module'
import {compileFunction} from 'node:vm'
import {parseAst} from 'rolldown/parseAst'
import {Visitor} from 'rolldown/utils'

/**
 * The members that a module (`code`) uses of the module that it imports as `request`, each as a path: `['readFile']`, or
 * `['default', 'auto']` for one of a default export. Throws for a use that is neither a variable nor a member.
 */
export function membersUsed(code, request) {
  const variables = new Map()
  const used = []
  let unexplained = 0

  const isRequired = (node) =>
    node?.type === 'CallExpression' && node.callee.name === 'require' && node.arguments[0]?.value === request
  // TypeScript writes `__importDefault(require('…'))`.
  const isModule = (node) => isRequired(node) || (node?.type === 'CallExpression' && isRequired(node.arguments[0]))
  /** The path that an expression stands for, where it is the module or its default export. */
  const pathOf = (node) => {
    if (isModule(node)) return []
    if (node.type === 'Identifier') return variables.get(node.name)
    const isDefault = node.type === 'MemberExpression' && node.property.name === 'default'
    return isDefault && pathOf(node.object) && ['default']
  }

  new Visitor({
    CallExpression(node) {
      if (isRequired(node)) unexplained += 1
    },
    ImportDeclaration({source, specifiers}) {
      if (source.value !== request) return
      for (const {local, type} of specifiers)
        if (type !== 'ImportSpecifier') variables.set(local.name, type === 'ImportDefaultSpecifier' ? ['default'] : [])
    },
    MemberExpression({computed, object, property}) {
      if (isModule(object)) unexplained -= 1
      const path = pathOf(object)
      if (path) used.push([...path, computed ? String(property.value) : property.name])
    },
    VariableDeclarator({id, init}) {
      if (!isModule(init)) return
      unexplained -= 1
      if (id.type === 'Identifier') variables.set(id.name, [])
      else used.push(...id.properties.map(({key}) => [key?.name]))
    },
  }).visit(parseAst(code, {lang: 'ts'}))
  if (unexplained > 0) throw new Error(`What is used of ${request} cannot be told`)
  return used
}

/** What a stand-in (`code`, an ES module or a CommonJS one) gives to those that import it. */
export async function exportsOf(code) {
  if (/^\s*export /m.test(code)) return import(`data:text/javascript,${encodeURIComponent(code)}`)
  const module = {exports: {}}
  const run = compileFunction(code, ['module', 'exports', 'process', 'require'])
  run(module, module.exports, {env: {}}, createRequire(import.meta.url))
  return module.exports
}

/** Whether a stand-in with these exports has the member at `path`; a CommonJS module is its own default export. */
export function hasMember(exported, [name, ...more]) {
  if (name === 'default' && !(name in exported)) return more.length === 0 || hasMember(exported, more)
  return name in exported && (more.length === 0 || hasMember(exported[name], more))
}
