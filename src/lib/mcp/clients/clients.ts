import {join} from 'node:path'

/** Where a client keeps the servers that it starts. */
export interface ClientFile {
  readonly format: 'json' | 'toml'
  readonly path: string
  /** The key under which its servers stand, by their names. */
  readonly servers: string
  /** Whether an entry says how it is spoken to. */
  readonly typed?: true
}

/** What paths are made of. */
export interface Places {
  readonly env: NodeJS.ProcessEnv
  readonly folder: string
  readonly home: string
  readonly platform: NodeJS.Platform
}

interface Client {
  /** Its name, as its users know it. */
  readonly label: string
  /** Its file in a folder, where it has one. */
  readonly ofFolder?: (places: Places) => ClientFile
  /** The user's own. A client without one is told by a program of its own. */
  readonly ofUser?: (places: Places) => ClientFile
}

const json = (servers: string, ...path: string[]): ClientFile => ({format: 'json', path: join(...path), servers})

/** Where programs keep their settings, on each system. */
function settingsFolder({env, home, platform}: Places): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  if (platform === 'win32') return env.APPDATA || join(home, 'AppData', 'Roaming')
  return env.XDG_CONFIG_HOME || join(home, '.config')
}

const vscode = (...path: string[]): ClientFile => ({...json('servers', ...path), typed: true})

const codex = (folder: string): ClientFile => ({
  format: 'toml',
  path: join(folder, 'config.toml'),
  servers: 'mcp_servers',
})

/** The clients that can be told of the server, as each documents it. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  'claude-desktop': {
    label: 'Claude Desktop',
    ofUser: (places) => json('mcpServers', settingsFolder(places), 'Claude', 'claude_desktop_config.json'),
  },
  'claude-code': {label: 'Claude Code'},
  cursor: {
    label: 'Cursor',
    ofFolder: ({folder}) => json('mcpServers', folder, '.cursor', 'mcp.json'),
    ofUser: ({home}) => json('mcpServers', home, '.cursor', 'mcp.json'),
  },
  vscode: {
    label: 'VS Code',
    ofFolder: ({folder}) => vscode(folder, '.vscode', 'mcp.json'),
    ofUser: (places) => vscode(settingsFolder(places), 'Code', 'User', 'mcp.json'),
  },
  codex: {
    label: 'Codex',
    ofFolder: ({folder}) => codex(join(folder, '.codex')),
    ofUser: ({env, home}) => codex(env.CODEX_HOME || join(home, '.codex')),
  },
  windsurf: {
    label: 'Windsurf',
    ofUser: ({home}) => json('mcpServers', home, '.codeium', 'windsurf', 'mcp_config.json'),
  },
}

/** The name under which clients know the server. */
export const SERVER_NAME = 'omi'
