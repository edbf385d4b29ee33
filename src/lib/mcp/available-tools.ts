import {type Config} from '@oclif/core/config'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'

import {foreignPlugins} from '../plugins/load-config.js'
import {type Tool} from './tool.js'

/** The file of the product's own tools, which `npm run manifest` writes. */
const OWN_TOOLS = 'mcp-tools.json'

/**
 * The product's tools, and those that plugins declare. `tell` gets a line for each of a plugin that cannot be offered. Throws nothing
 * of a plugin's.
 */
export async function availableTools(config: Config, tell: (line: string) => void): Promise<Tool[]> {
  const tools = JSON.parse(readFileSync(join(config.root, OWN_TOOLS), 'utf8')) as Tool[]
  for (const plugin of foreignPlugins(config)) {
    for (const command of plugin.commands) {
      // oclif keeps in the manifest what a class says of itself: code is loaded of those alone that declare a tool.
      if ((command as {mcpTool?: unknown}).mcpTool === undefined) continue
      try {
        const {declaredTool} = await import('./declare-tool.js')
        const tool = await declaredTool(command, 'plugins')
        if (!tool) continue
        if (tools.some(({name}) => name === tool.name)) throw new Error(`there is a tool '${tool.name}' already`)
        tools.push(tool)
      } catch (error) {
        tell(`A tool of the plugin ${plugin.name} is left out: ${(error as Error).message}`)
      }
    }
  }

  return tools
}
