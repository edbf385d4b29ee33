import {describe, expect, it} from 'vitest'

import {readRows} from '../../../src/lib/bulk/read-rows.js'
import {memoryRows} from '../../../src/lib/memory/memory-rows.js'

const read = (name: string, text: string) => readRows(name, Buffer.from(text), memoryRows)
const values = async (name: string, text: string) => (await read(name, text)).map((row) => row.value)

describe('reading rows', () => {
  describe('a JSON file', () => {
    it('may be a list of objects and texts', async () => {
      expect(await read('a.json', '[{"content": "one"}, "two"]')).toEqual([
        {number: 1, value: {content: 'one'}},
        {number: 2, value: 'two'},
      ])
    })

    it('may be an object that holds one list', async () => {
      expect(await values('a.json', '{"memories": [{"content": "one"}], "created_count": 1}')).toEqual([
        {content: 'one'},
      ])
      expect(await values('a.json', '{"memories": ["one", "two"]}')).toEqual(['one', 'two'])
    })

    it('never takes the tags of a single row for the rows', async () => {
      await expect(read('a.json', '{"content": "one", "tags": ["x"]}')).rejects.toMatchObject({
        title: 'Invalid value: --file a.json',
        detail: 'A JSON list is expected, or an object that holds one.',
      })
    })

    it.each([
      ['[\n  {"content": "one"},\n  {"content" "two"}\n]', /^line 3, column 14: .*':'/],
      ['[{"content": }]', /^line 1, column 14: /],
      ['[NaN]', /^line 1, column 2: .*'N'/],
      ['["one",]', /^line 1, column 8: /],
      ['["one"', /^line 1, column 7: .*end of input/],
      ['["on\u001Be"]', /^line 1, column 5: Invalid character '\\x1b'$/],
      ['{"a": 1, "a": 2, "b"}', /^line 1, column 21: /],
    ])('that is broken is refused with the place: %j', async (text, detail) => {
      await expect(read('a.json', text)).rejects.toMatchObject({exitCode: 1, detail: expect.stringMatching(detail)})
    })

    it('without rows is refused', async () => {
      await expect(read('a.json', '[]')).rejects.toMatchObject({detail: 'There are no rows in it.'})
    })
  })

  describe('a JSON Lines file', () => {
    it.each(['a.jsonl', 'A.NDJSON', '-'])('is read line by line, with the numbers of the lines (%s)', async (name) => {
      expect(await read(name, '{"content":"one"}\r\n\r\n{"content":"two"}\n"three"\n')).toEqual([
        {number: 1, value: {content: 'one'}},
        {number: 3, value: {content: 'two'}},
        {number: 4, value: 'three'},
      ])
    })

    it('names the line that is broken', async () => {
      await expect(read('a.jsonl', '"one"\n{"content": }\n')).rejects.toMatchObject({
        detail: expect.stringMatching(/^line 2, column 13: /),
      })
    })
  })

  describe('a CSV file', () => {
    it('is read by its header, with quotes, line ends within quotes and a byte order mark', async () => {
      const text = '\uFEFFcontent,tags\r\n"one, ""1""",a;b\r\n\r\n"two\nlines",\r\n'
      expect(await read('a.csv', text)).toEqual([
        {number: 1, value: {content: 'one, "1"', tags: 'a;b'}},
        {number: 2, value: {content: 'two\nlines'}},
      ])
    })

    const table = [
      {content: 'Tea, green', tags: 'a;b', visibility: 'public'},
      {content: 'Coffee', category: 'work'},
    ]
    it.each([
      [
        'semicolons, capitals and blanks in the header',
        ' Content ;TAGS;Category;visibility\r\n"Tea, green";"a;b";;public\r\nCoffee;;work;\r\n',
      ],
      [
        'a line that names the separator',
        'sep=;\r\ncontent;tags;category;visibility\r\nTea, green;"a;b";;public\r\nCoffee;;work;',
      ],
      ['tabs', 'content\ttags\tcategory\tvisibility\nTea, green\ta;b\t\tpublic\nCoffee\t\twork\t\n'],
      [
        'an empty column without a name at the end, in the header or not',
        'content,tags,category,visibility,\n"Tea, green",a;b,,public,\nCoffee,,work,,,\n,,,,\n',
      ],
      [
        'an empty column without a name in the middle',
        'content,,tags,category,visibility\n"Tea, green",,a;b,,public\nCoffee,,,work,\n',
      ],
      [
        'quoted names between semicolons',
        '"content";"tags";"category";"visibility"\n"Tea, green";"a;b";;"public"\nCoffee;;work;\n',
      ],
    ])('is read as spreadsheets write it: %s', async (_, text) => {
      expect(await values('a.csv', text)).toEqual(table)
      const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le')
      for (const bytes of [utf16, Buffer.from(utf16).swap16()]) {
        expect((await readRows('a.txt', bytes, memoryRows)).map(({value}) => value)).toEqual(table)
      }
    })

    it('keeps semicolons and tabs that stand in its texts', async () => {
      expect(await values('a.csv', 'content\nTea; green\n')).toEqual([{content: 'Tea; green'}])
      expect(await values('a.csv', 'content,tags\nTea; green,a\n')).toEqual([{content: 'Tea; green', tags: 'a'}])
    })

    it('takes off the apostrophe that keeps a spreadsheet from running a text', async () => {
      const text = "content\n'=1+1\n' -x\n'tis so\n"
      expect(await values('a.csv', text)).toEqual([{content: '=1+1'}, {content: ' -x'}, {content: "'tis so"}])
    })

    it('refuses something in a column without a name', async () => {
      await expect(read('a.csv', 'content,,tags\nTea,?,a\n')).rejects.toMatchObject({
        detail: 'row 1: column 2 has no name in the header, and something in it',
      })
    })

    it('may have the columns that only a server sets', async () => {
      const text = 'id,content,created_at,colour\n1,Tea,2026-11-01T10:00:00Z,green\n'
      expect(await values('a.csv', text)).toEqual([
        {colour: 'green', content: 'Tea', created_at: '2026-11-01T10:00:00Z', id: '1'},
      ])
    })

    it('names a column that there is not, and the ones there are', async () => {
      await expect(read('a.csv', 'content,categroy\none,work\n')).rejects.toMatchObject({
        title: 'Invalid value: --file a.csv',
        detail:
          'header: unknown column "categroy"; the first line names the columns, any of content, category, visibility, tags',
      })
    })

    it('without a header is refused', async () => {
      await expect(read('a.csv', 'Tea with Anna\nMilk\n')).rejects.toMatchObject({
        detail: expect.stringContaining('unknown column "Tea with Anna"'),
      })
    })

    it('with a column twice is refused', async () => {
      await expect(read('a.csv', 'content,content\na,b\n')).rejects.toMatchObject({
        detail: 'header: the column content is there twice',
      })
    })

    it.each([
      ['content,category\na,work\nb\n', 'row 2: the header has 2 cells, this row has 1 cell'],
      ['content\n"a\nb"\nc,d,e\n', 'row 2: the header has 1 cell, this row has 3 cells'],
    ])('names the ragged row of %j', async (text, detail) => {
      await expect(read('a.csv', text)).rejects.toMatchObject({detail})
    })

    it.each(['content\n"a\n', 'content\n"a"b\n'])('with a broken quote is refused: %j', async (text) => {
      await expect(read('a.csv', text)).rejects.toMatchObject({exitCode: 1, detail: expect.stringContaining('line 2')})
    })

    it('with nothing below the header is refused', async () => {
      await expect(read('a.csv', 'content\n')).rejects.toMatchObject({detail: 'There are no rows in it.'})
    })
  })

  describe('a file without a known extension', () => {
    it.each([
      ['a list', ' [{"content": "one"}]', [{content: 'one'}]],
      ['an object on one line that holds a list', '{"memories": [{"content": "one"}]}\n', [{content: 'one'}]],
      ['an object over several lines', '{\n"memories": ["one"]\n}', ['one']],
      ['a single row', '{"content": "one", "tags": ["x"]}\n', [{content: 'one', tags: ['x']}]],
      ['a table', 'content\none\n', [{content: 'one'}]],
      ['a quoted table', '"content"\n"one"\n', [{content: 'one'}]],
    ])('is known by its content: %s', async (_, text, expected) => {
      expect(await values('-', text)).toEqual(expected)
      expect(await values('notes.txt', text)).toEqual(expected)
    })
  })

  describe('the text of a file', () => {
    const text = '["Grüße 🧠"]'

    it('may be UTF-16 with a byte order mark, of either order', async () => {
      const little = Buffer.from(`\uFEFF${text}`, 'utf16le')
      for (const bytes of [little, Buffer.from(little).swap16()]) {
        expect(await readRows('-', bytes, memoryRows)).toEqual([{number: 1, value: 'Grüße 🧠'}])
      }
    })

    it.each([
      ['Latin-1', Buffer.from('content\nGrüße\n', 'latin1')],
      ['UTF-16 without a mark', Buffer.from('content\none\n', 'utf16le')],
      ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a])],
    ])('that is none is refused: %s', async (_, bytes) => {
      await expect(readRows('notes.csv', bytes, memoryRows)).rejects.toMatchObject({
        title: 'Invalid value: --file notes.csv',
        detail: 'Not a text file: UTF-8, or UTF-16 with a byte order mark, is expected.',
      })
    })

    it.each(['', '\uFEFF', ' \n\n'])('must not be empty: %j', async (empty) => {
      await expect(read('a.csv', empty)).rejects.toMatchObject({detail: 'The file is empty.'})
    })
  })
})
