import type { default as SMTPConnection } from 'nodemailer/lib/smtp-connection'
import { type Failure, type Receipt, type Result, failed, ok } from '../../../model/index.ts'
import type { Composed } from './compose.ts'
import type { SmtpServer } from './settings.ts'

/** Milliseconds: to connect, to be greeted, of silence in between, and for all of it. */
export type Timeouts = {
  readonly connectMs: number
  readonly greetingMs: number
  readonly silenceMs: number
  readonly totalMs: number
}
export const timeouts: Timeouts = { connectMs: 5_000, greetingMs: 5_000, silenceMs: 15_000, totalMs: 45_000 }

const farewellMs = 2_000

/** One connection for one message: what is given up is closed, and can't be accepted behind our back for long. */
export async function deliver(
  { from, to, raw }: Composed,
  { host, port, secure, loopback, login }: SmtpServer,
  { connectMs, greetingMs, silenceMs, totalMs }: Timeouts,
): Promise<Result<Receipt>> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection')
  const connection: SMTPConnection = new Connection({
    host,
    port,
    secure,
    // On this machine nobody listens in, and a server for trying things out has a certificate of its own making.
    ...(loopback ? { opportunisticTLS: true, tls: { rejectUnauthorized: false } } : { requireTLS: !secure }),
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    socketTimeout: silenceMs,
    socketCloseTimeout: 0,
    maxResponseSize: 100_000,
  })
  const { promise, resolve } = Promise.withResolvers<Result<Receipt>>()
  const giveUp = (error: unknown) => resolve(failed(failureOf(error)))
  const deadline = setTimeout(
    () => giveUp(Object.assign(new Error('gave up'), { code: 'ETIMEDOUT', command: 'CONN' })),
    totalMs,
  )
  connection.on('error', giveUp)
  connection.on('end', () => giveUp(Object.assign(new Error('hung up'), { code: 'ECONNECTION', command: 'CONN' })))
  connection.connect((refused) => {
    if (refused) return giveUp(refused)
    const send = () =>
      connection.send({ from, to: [to], size: raw.length }, raw, (error, info) =>
        error ? giveUp(error) : resolve(ok({ code: info?.response.slice(0, 3) ?? '250' })),
      )
    return login === null ? send() : connection.login({ ...login }, (error) => (error ? giveUp(error) : send()))
  })
  const result = await promise
  clearTimeout(deadline)
  if (!result.ok) connection.close()
  else {
    connection.quit()
    setTimeout(() => connection.close(), farewellMs).unref()
  }
  return result
}

type SmtpError = { readonly code?: string; readonly responseCode?: number; readonly command?: string }

/** The server's text may name the address, so only codes are kept. */
function failureOf(error: unknown): Failure {
  const { code = 'ESOCKET', responseCode, command = 'CONN' } = error as SmtpError
  const smtp = responseCode ? `smtp_${responseCode}` : code.toLowerCase().replace(/^e/, 'smtp_')
  const at = (command.split(' ', 1)[0] ?? '').toLowerCase()
  const failure = (kind: Failure['kind'], message: string): Failure => ({ kind, code: smtp, message })
  if (at === 'api' && (code === 'EENVELOPE' || code === 'EMESSAGE'))
    return failure('rejected', 'the message cannot be sent by this server')
  if (at === 'auth') return failure('unauthorized', 'the server refused user and password')
  // Before a recipient is named a refusal is about us, and can be mended; after it, it is about this message.
  if (responseCode && responseCode >= 500 && (at === 'rcpt' || at === 'data'))
    return failure('rejected', 'the server refused this message for good')
  if (responseCode && responseCode >= 400 && responseCode < 500)
    return failure('rate_limited', 'the server refused for now')
  if (code === 'EPROTOCOL') return failure('malformed', 'what answered does not speak SMTP')
  return failure('unreachable', 'the server did not answer, or not in time')
}
