import {type Output} from './output.js'

/** Node.js would print its warnings in a form of its own, and in JSON mode too. What is meant for developers is for `-v`. */
export function tellWarnings(output: Output): void {
  process.removeAllListeners('warning')
  process.on('warning', ({message, name}) => {
    if (name === 'Warning') output.warn(message)
    else output.debug(`${name}: ${message}`)
  })
}
