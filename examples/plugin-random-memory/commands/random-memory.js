const {BaseCommand, NotFoundError, visible} = require('@omi-dev/cli')

class RandomMemory extends BaseCommand {
  render({content}) {
    return this.output.write(`${visible(content)}\n`)
  }

  async run() {
    await this.parse(RandomMemory)
    const {memories} = await this.api()
    const found = await memories.list({limit: 200, offset: 0})
    if (found.length === 0) throw new NotFoundError('No memories yet')
    return found[Math.floor(Math.random() * found.length)]
  }
}

RandomMemory.summary = 'Show something Omi knows about you'
RandomMemory.examples = ['<%= config.bin %> random-memory']

module.exports = RandomMemory
