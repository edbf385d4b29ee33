const HEADINGS = {'action-item': 'Action items', goal: 'Goals'}

/** http://opml.org/spec2.opml */
module.exports = {
  extension: 'opml',
  layout: 'all-in-one',
  nouns: ['action-item', 'goal'],
  summary: 'An outline (OPML)',
  async *write(sections, job) {
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n<head><title>Omi</title><dateCreated>${job.now.toUTCString()}</dateCreated></head>\n<body>\n`
    for await (const {items, noun} of sections) {
      yield `<outline text="${HEADINGS[noun]}">\n`
      for await (const {document} of items()) {
        const text = document.description ?? document.title ?? ''
        yield `  <outline text="${escaped(text)}"${document.completed ? ' _complete="true"' : ''}/>\n`
      }

      yield '</outline>\n'
    }

    yield '</body>\n</opml>\n'
  },
}

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;')
