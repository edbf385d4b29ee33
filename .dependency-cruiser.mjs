// The rules of the layers, as docs/architecture.md has them. `npm run lint` runs them: an import through a wrong door is an error.

/** The rooms that serve any program, and so know nothing of oclif. */
const WITHOUT_OCLIF = [
  'api',
  'auth',
  'bulk',
  'config',
  'contract',
  'errors',
  'files',
  'http',
  'input',
  'io',
  'json',
  'output',
  'text',
]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'lib-knows-no-commands',
      comment: 'src/lib serves the commands and the files around it: what both need belongs in a room of src/lib.',
      severity: 'error',
      from: {path: '^src/lib/'},
      to: {path: '^src/', pathNot: '^src/lib/'},
    },
    {
      name: 'no-circle-of-rooms',
      comment:
        'Two rooms that need each other are one. What both need belongs in the lower one, or in a third below both.',
      severity: 'error',
      scope: 'folder',
      // A room is a direct subfolder of src/lib. What is nested in it counts as its own.
      from: {path: '^src/lib/[^/]+$'},
      to: {circular: true},
    },
    {
      name: 'no-circle-of-files',
      comment:
        'Files that load each other see each other half loaded. Types are gone by then, and what is loaded only when it is called finds the other whole.',
      severity: 'error',
      from: {path: '^src/'},
      to: {circular: true, viaOnly: {dependencyTypesNot: ['type-only', 'dynamic-import']}},
    },
    {
      name: 'room-without-oclif',
      comment: 'This room serves any program: what is about oclif belongs in the rooms around it.',
      severity: 'error',
      from: {path: `^src/lib/(${WITHOUT_OCLIF.join('|')})/`},
      to: {path: '(^|node_modules/)@oclif/core'},
    },
    {
      name: 'nothing-loose-in-lib',
      comment: 'Each file of src/lib is in a room.',
      severity: 'error',
      from: {},
      to: {path: '^src/lib/[^/]+$'},
    },
  ],
  options: {
    // Types count: a room that needs the types of another cannot be understood without it either.
    tsPreCompilationDeps: true,
    doNotFollow: {path: 'node_modules'},
  },
}
