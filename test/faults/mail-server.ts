import { fsyncSync, openSync, writeSync } from 'node:fs'
import type { Readable } from 'node:stream'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/**
 * A mail server as a process of its own: `node mail-server.ts FILE PORT`. Each message it takes is on the disk, as one JSON
 * line, before it says so. Whether somebody sent the same twice is not its business.
 */
const [file, port] = process.argv.slice(2)
if (file === undefined || port === undefined) throw new Error('mail-server.ts FILE PORT')
const log = openSync(file, 'a')
const server = new SMTPServer({
  disabledCommands: ['AUTH'],
  logger: false,
  onData: (stream, { envelope }, done) => {
    void keep(
      stream,
      envelope.rcptTo.map(({ address }) => address),
    ).then(
      // Long enough that a kill often falls between this and our commit.
      () => setTimeout(done, 30),
      // A client killed in the middle of its message has sent none.
      done,
    )
  },
})
// A client that was killed is no reason to end.
server.on('error', () => {})
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'))

async function keep(stream: Readable, to: readonly string[]): Promise<void> {
  const { messageId: id, subject } = await PostalMime.parse(Buffer.concat(await stream.toArray()))
  writeSync(log, `${JSON.stringify({ id, to, subject })}\n`)
  fsyncSync(log)
}
