import { z } from 'zod'

/** What the operator sets, as it is named in the environment. Without a server nothing is sent. */
export const settings = {
  SMTP_URL: z
    .string()
    .refine((text) => serverOf(text) !== undefined, {
      error:
        'a server such as smtp://user:password@mail.example.com:587 was expected, or smtps:// for TLS from the start',
    })
    .optional(),
  MAIL_FROM: z.email('an address such as orders@example.com was expected, without a name').optional(),
  MAIL_REPLY_TO: z.email('an address such as help@example.com was expected, without a name').optional(),
} as const

type Given = { readonly [Name in keyof typeof settings]?: z.infer<(typeof settings)[Name]> }

export type SmtpServer = {
  readonly host: string
  readonly port: number
  /** TLS from the first byte; otherwise by STARTTLS, which only a server on this machine may lack. */
  readonly secure: boolean
  readonly loopback: boolean
  readonly login: { readonly user: string; readonly pass: string } | null
}

export type MailSettings = { readonly server: SmtpServer; readonly from: string; readonly replyTo: string | null }

export type SettingsRead =
  | { readonly ok: true; readonly settings: MailSettings | undefined }
  | { readonly ok: false; readonly problem: string }

/** The settings together: each alone may be right, and yet one be missing. */
export function readSettings({ SMTP_URL, MAIL_FROM, MAIL_REPLY_TO }: Given): SettingsRead {
  if (SMTP_URL === undefined) {
    const named = MAIL_FROM !== undefined ? 'MAIL_FROM' : MAIL_REPLY_TO !== undefined ? 'MAIL_REPLY_TO' : undefined
    return named === undefined
      ? { ok: true, settings: undefined }
      : {
          ok: false,
          problem: `${named} is set but SMTP_URL is not; set SMTP_URL to the server that sends mails, or neither to read them in the mailbox at /mailbox`,
        }
  }
  const server = serverOf(SMTP_URL)
  if (!server) return { ok: false, problem: 'SMTP_URL cannot be read' }
  if (MAIL_FROM === undefined)
    return {
      ok: false,
      problem:
        'SMTP_URL is set but MAIL_FROM is not; set it to the address mails come from, such as orders@example.com',
    }
  return { ok: true, settings: { server, from: MAIL_FROM, replyTo: MAIL_REPLY_TO ?? null } }
}

function serverOf(text: string): SmtpServer | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text)
  if ((protocol !== 'smtp:' && protocol !== 'smtps:') || hostname === '') return undefined
  if (!['', '/'].includes(pathname) || search !== '' || hash !== '' || (username === '') !== (password === ''))
    return undefined
  const secure = protocol === 'smtps:'
  const host = hostname.replace(/^\[|\]$/g, '')
  try {
    const login = username === '' ? null : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
    return { host, port: port === '' ? (secure ? 465 : 587) : Number(port), secure, loopback: isLoopback(host), login }
  } catch {
    // A percent sign that is not encoded.
    return undefined
  }
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
