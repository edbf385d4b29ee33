// HTTPS in front of a server of http on this machine: hands on what comes in, by the name that the server goes by. Prints its port. Its
// arguments are the port of that server and the folder with key.pem and cert.pem.
import {readFileSync} from 'node:fs'
import {request} from 'node:http'
import {createServer} from 'node:https'
import {join} from 'node:path'

const [port, folder] = process.argv.slice(2)
const [cert, key] = ['cert.pem', 'key.pem'].map((name) => readFileSync(join(folder, name)))

const server = createServer({cert, key}, (asked, answer) => {
  const {headers, method, url} = asked
  const options = {headers: {...headers, host: `127.0.0.1:${port}`}, host: '127.0.0.1', method, path: url, port}
  const behind = request(options, (got) => {
    answer.writeHead(got.statusCode, got.headers)
    got.pipe(answer)
  })
  behind.on('error', () => answer.destroy())
  asked.pipe(behind)
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
