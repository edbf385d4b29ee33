import oclif from 'eslint-config-oclif'
import prettier from 'eslint-config-prettier'

export default [
  {ignores: ['**/dist/', 'types/', 'src/lib/contract/{operations,schema}.ts', 'src/lib/surface/documents.ts']},
  ...oclif,
  prettier,
  {
    // Else whole libraries are read for the names that they export, which takes half of the time.
    settings: {'import/ignore': ['node_modules']},
    rules: {
      // The API's own field names.
      camelcase: ['error', {properties: 'never'}],
      // Requests to the API go one after the other on purpose: its rate limits count them.
      'no-await-in-loop': 'off',
      // Permission bits.
      'no-bitwise': 'off',
      // Stable enough: what is used of it has not changed since it came to Node 20.
      'n/no-unsupported-features/node-builtins': [
        'error',
        {
          ignores: [
            'fetch',
            'fs.cpSync',
            'import.meta.dirname',
            'import.meta.filename',
            'module.enableCompileCache',
            // Asked for, and done without where it is not there.
            'process.getBuiltinModule',
            'sqlite',
            'util.styleText',
          ],
        },
      ],
      // One way to say it: `import {type Name}`.
      'import/consistent-type-specifier-style': ['error', 'prefer-inline'],
      'jsdoc/require-yields-type': 'off',
      // The tests run on vitest.
      'mocha/no-global-tests': 'off',
      'mocha/no-top-level-hooks': 'off',
      // The order of keys in a literal is the order in which a user reads them in JSON output.
      'perfectionist/sort-objects': 'off',
      // A function that takes one argument is safe to hand over.
      'unicorn/no-array-callback-reference': 'off',
    },
  },
  {
    // For what others say: the compiler of names in a namespace, knip of what package.json lacks. What is published is the
    // bundle, which imports nothing else.
    files: ['src/**/*.ts', 'test/**/*.ts'],
    rules: {
      'import/namespace': 'off',
      'n/no-extraneous-import': 'off',
      'n/no-unpublished-import': 'off',
    },
  },
  {
    // What a run has of the process it gets as its Io: otherwise no other program could run it.
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts', 'src/lib/config/environment.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['argv', 'env', 'exit', 'exitCode', 'stderr', 'stdin', 'stdout'].map((property) => ({
          message: 'A run has it from its Io (src/lib/io/io.ts).',
          object: 'process',
          property,
        })),
      ],
    },
  },
  {
    // Doing and showing are apart: a program may do without showing, and show what it has got otherwise.
    files: ['src/commands/**/*.ts', 'src/lib/plugin-verbs/*.ts', 'src/lib/run/*.ts'],
    ignores: ['src/lib/run/base-command.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          message: 'Showing knows the result, the output and the words of its verb, and requests nothing.',
          selector:
            'MethodDefinition[key.name=/^(?:doneBy|render|renderList)$/] MemberExpression[object.type="ThisExpression"]' +
            '[property.name!=/^(?:done|output|renderList)$/], ' +
            'MethodDefinition[key.name=/^(?:doneBy|render|renderList)$/] :not(MemberExpression) > ThisExpression',
        },
        {
          message: 'What a verb has done is shown by its render; while it is at it, it may only note and warn.',
          selector:
            'MethodDefinition[key.name!=/^(?:finally|render|renderList)$/] CallExpression > MemberExpression' +
            '[property.name=/^(?:item|json|jsonStream|list|success|write)$/] > MemberExpression[property.name="output"]',
        },
      ],
    },
  },
  {
    // The examples have dependencies of their own.
    files: ['examples/**'],
    rules: {'import/no-unresolved': 'off', 'n/no-missing-require': 'off'},
  },
  {
    // A plugin may be CommonJS, and one of the examples is; so is what starts the product, and
    // what the bench and tests load before it.
    files: ['bin/*.js', 'examples/**/*.js', 'scripts/**/*.cjs', 'test/**/*.cjs'],
    languageOptions: {
      globals: {__dirname: 'readonly', __filename: 'readonly', module: 'writable', require: 'readonly'},
      sourceType: 'commonjs',
    },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      // Each of these files is a scope of its own.
      'no-implicit-globals': 'off',
      'n/no-unpublished-import': 'off',
      'n/no-unpublished-require': 'off',
      'unicorn/prefer-module': 'off',
      'unicorn/prefer-top-level-await': 'off',
    },
  },
]
