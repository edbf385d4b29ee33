// Reads the URLs on stdin, four at a time, and throws away what it gets: the least that a program of Node.js can do.
import {Agent, get} from 'node:http'
import {text} from 'node:stream/consumers'

const urls = (await text(process.stdin)).split('\n')
const agent = new Agent({keepAlive: true, maxSockets: 4})

async function readOn() {
  for (let url = urls.shift(); url; url = urls.shift()) {
    await new Promise((resolve, reject) => {
      get(url, {agent}, (response) => response.resume().on('end', resolve)).on('error', reject)
    })
  }
}

await Promise.all([readOn(), readOn(), readOn(), readOn()])
agent.destroy()
