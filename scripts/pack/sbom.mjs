// What is in a folder, as CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/): the packages that were installed into it, those
// that the build took into the bundle, and Node.js.
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'

/** The packages in the bundle, as `name@version`: the notices (scripts/licenses.mjs) begin with them. */
function bundledPackages(root) {
  const notices = readFileSync(join(root, 'dist/THIRD_PARTY_LICENSES.txt'), 'utf8').split(`\n${'-'.repeat(80)}\n\n`)
  return new Set(
    notices.flatMap(
      (notice) =>
        notice
          .match(/^(\S+) (\S+) \(.*\)\n/)
          ?.slice(1)
          .join('@') ?? [],
    ),
  )
}

const fullName = ({group, name, version}) => `${group ? `${group}/` : ''}${name}@${version}`

/** The packages of the project that are bundled. */
function bundledComponents(root) {
  const bundled = bundledPackages(root)
  const {components} = JSON.parse(
    execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1e8,
      shell: process.platform === 'win32',
    }),
  )
  const found = components.filter((component) => bundled.has(fullName(component)))
  const missing = [...bundled].filter((name) => !found.some((component) => fullName(component) === name))
  if (missing.length > 0) throw new Error(`Bundled, and not in the project's list of packages: ${missing.join(', ')}`)
  return found.map((component) => ({...component, scope: 'required'}))
}

/** The document for a platform. `needed` is npm's own of what was installed; `date` is a Date. */
export function billOfMaterials({date, executable, needed, nodeVersion, root, target}) {
  const refs = new Set(needed.components.map((component) => component['bom-ref']))
  const bundled = bundledComponents(root).filter((component) => !refs.has(component['bom-ref']))
  const node = {
    'bom-ref': `nodejs@${nodeVersion}`,
    cpe: `cpe:2.3:a:nodejs:node.js:${nodeVersion}:*:*:*:*:*:*:*`,
    hashes: [{alg: 'SHA-256', content: createHash('sha256').update(readFileSync(executable)).digest('hex')}],
    licenses: [{license: {id: 'MIT'}}],
    name: 'node.js',
    properties: [{name: 'omi:platform', value: target}],
    purl: `pkg:generic/nodejs@${nodeVersion}`,
    type: 'platform',
    version: nodeVersion,
  }
  const components = [...needed.components, ...bundled, node].toSorted((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1))
  const {metadata} = needed
  const mainRef = metadata.component['bom-ref']
  const added = [...bundled, node].map((component) => component['bom-ref'])
  const dependencies = needed.dependencies.map(({dependsOn, ref}) => ({
    dependsOn: (ref === mainRef ? [...new Set([...added, ...dependsOn])] : dependsOn).toSorted(),
    ref,
  }))
  const bill = {
    ...needed,
    components,
    dependencies: [...dependencies, ...added.map((ref) => ({dependsOn: [], ref}))],
    metadata: {...metadata, timestamp: date.toISOString()},
  }
  // The same folder has the same number, so that a pack of the same sources is the same to the last byte.
  const hash = createHash('sha256')
    .update(JSON.stringify({...bill, serialNumber: ''}))
    .digest('hex')
  const uuid = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `5${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
  return `${JSON.stringify({...bill, serialNumber: `urn:uuid:${uuid}`}, undefined, 2)}\n`
}
