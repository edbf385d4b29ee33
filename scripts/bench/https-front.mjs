// TLS in front of a server of http on this machine: decrypts what comes in and hands it on. Prints its port. Its arguments are the
// port of that server and the folder with key.pem and cert.pem.
import {readFileSync} from 'node:fs'
import {connect} from 'node:net'
import {join} from 'node:path'
import {createServer} from 'node:tls'

const [port, folder] = process.argv.slice(2)
const [cert, key] = ['cert.pem', 'key.pem'].map((name) => readFileSync(join(folder, name)))

const server = createServer({cert, key}, (client) => {
  const behind = connect(Number(port), '127.0.0.1')
  for (const socket of [client, behind]) socket.on('error', () => socket.destroy())
  client.pipe(behind).pipe(client)
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
