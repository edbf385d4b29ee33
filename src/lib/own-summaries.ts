/** What the commands of oclif's own plugins do, by their ids, in the words of this product. */
export const OWN_SUMMARIES: Readonly<Record<string, string>> = {
  help: 'Show help for omi, a topic or a verb',
  plugins: 'List the plugins that are installed',
  'plugins:inspect': 'Show what a plugin is and where it came from',
  'plugins:install': 'Install a plugin from a registry, a folder or a tarball',
  'plugins:link': 'Use a plugin from a folder, while you write it',
  'plugins:reset': 'Remove all plugins',
  'plugins:uninstall': 'Remove a plugin',
  'plugins:update': 'Bring the plugins up to date',
}
