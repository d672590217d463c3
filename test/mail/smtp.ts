import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type Received = { readonly to: string; readonly raw: string; readonly mail: Email }

/** How the server treats a mail: by its recipient, before anything is taken. */
export type Treatment = 'accept' | { readonly code: number } | 'hang'

export type Inbox = {
  readonly url: string
  readonly port: number
  readonly received: readonly Received[]
  /** How often somebody was named as recipient, whatever came of it. */
  readonly tries: () => number
  /** From now on. */
  readonly treat: (how: (to: string) => Treatment) => void
  readonly close: () => Promise<void>
}

/** A real SMTP server that keeps what it takes. */
export async function openInbox(options: SMTPServerOptions = {}, port = 0): Promise<Inbox> {
  const received: Received[] = []
  let tries = 0
  let how: (to: string) => Treatment = () => 'accept'
  const server = new SMTPServer({
    disabledCommands: ['AUTH'],
    logger: false,
    onRcptTo: ({ address }, _, done) => {
      tries++
      const treated = how(address)
      if (treated === 'hang') return
      if (treated === 'accept') done()
      else done(Object.assign(new Error('not now, not here'), { responseCode: treated.code }))
    },
    onData: (stream, { envelope }, done) => {
      void (async () => {
        const raw = Buffer.concat(await stream.toArray()).toString('utf8')
        const mail = await PostalMime.parse(raw)
        for (const { address } of envelope.rcptTo) received.push({ to: address, raw, mail })
        done()
      })()
    },
    ...options,
  })
  server.on('error', () => {})
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const bound = (server.server.address() as AddressInfo).port
  return {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    received,
    tries: () => tries,
    treat: (next) => {
      how = next
    },
    close: () => new Promise((done) => server.close(() => done())),
  }
}

export const header = ({ mail }: Received, name: string): string | undefined =>
  mail.headers.find(({ key }) => key === name)?.value
