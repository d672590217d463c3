import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { channels } from '../connectors/index.ts'

/** The one place that reads the environment. Everything has a default that is right for one machine. */
export type Config = {
  /** Where data, keys and the embedded database live. */
  readonly folder: string
  readonly databaseUrl: string | undefined
  readonly masterKey: string | undefined
  readonly host: string
  readonly port: number
  /** What links in mails and answers start with, without a slash at the end; undefined: where the server listens. */
  readonly publicUrl: string | undefined
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  /** Addresses of proxies whose X-Forwarded-* headers are believed. */
  readonly trustProxy: false | readonly string[]
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly requestsPerMinute: number
  readonly lookUpsPerMinute: number
  /** The server mails go out by; undefined: none, they are read in the mailbox instead. */
  readonly mail: MailSettings | undefined
  /** Nothing is set that whoever runs this for a shop of theirs would set: it is being tried out. */
  readonly untouched: boolean
}

type MailSettings = Parameters<typeof channels.mail.open>[0]

const ofRealInstallations = ['DATABASE_URL', 'PUBLIC_URL', 'SMTP_URL']

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Digits only: `Number` would take " " for 0 and "0x1F" for 31. */
const wholeNumber = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most} was expected`
  return z
    .string()
    .regex(/^\d{1,10}$/, error)
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error))
}

const Environment = z.object({
  WHEREABOUTS_HOME: z.string().min(1).default('.whereabouts'),
  DATABASE_URL: z.string().min(1).optional(),
  WHEREABOUTS_MASTER_KEY: z.string().min(1).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(4100),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TLS_CERT: z.string().min(1).optional(),
  TLS_KEY: z.string().min(1).optional(),
  TRUST_PROXY: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  REQUESTS_PER_MINUTE: wholeNumber(1, 1e9).default(600),
  LOOK_UPS_PER_MINUTE: wholeNumber(1, 1e9).default(10),
  ...channels.mail.settings,
})

/** A wrong setting names itself, what was given, and what would do. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  terminal = process.stderr.isTTY,
): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = String(issue?.path[0])
    const shown = /KEY|URL/.test(name) ? '(not shown)' : JSON.stringify(given[name])
    throw new ConfigError(`${name} is ${shown}: ${issue?.message}`)
  }
  const env = parsed.data
  if ((env.TLS_CERT === undefined) !== (env.TLS_KEY === undefined)) {
    throw new ConfigError(
      `${env.TLS_CERT ? 'TLS_CERT is set but TLS_KEY is not' : 'TLS_KEY is set but TLS_CERT is not'}; set both to the PEM files of certificate and key`,
    )
  }
  const tls =
    env.TLS_CERT && env.TLS_KEY ? { cert: pem('TLS_CERT', env.TLS_CERT), key: pem('TLS_KEY', env.TLS_KEY) } : undefined
  const trustProxy = env.TRUST_PROXY === undefined ? false : env.TRUST_PROXY.split(',').map((address) => address.trim())
  const loopback = env.HOST === 'localhost' || env.HOST === '::1' || env.HOST.startsWith('127.')
  if (!loopback && !tls && trustProxy === false) {
    throw new ConfigError(
      `HOST is ${JSON.stringify(env.HOST)}, which others can reach, without encryption: set TLS_CERT and TLS_KEY, or TRUST_PROXY to the address of the proxy that encrypts, or leave HOST at 127.0.0.1`,
    )
  }
  if (!loopback && env.PUBLIC_URL === undefined) {
    throw new ConfigError(
      `HOST is ${JSON.stringify(env.HOST)}, which others can reach, but nothing says under which name: set PUBLIC_URL to what links start with, such as https://track.example.com`,
    )
  }
  const mail = channels.mail.readSettings(env)
  if (!mail.ok) throw new ConfigError(mail.problem)
  if (mail.settings && !mail.settings.server.loopback && env.PUBLIC_URL === undefined) {
    throw new ConfigError(
      'SMTP_URL is set, but nothing says where the links in mails lead: set PUBLIC_URL to what links start with, such as https://track.example.com',
    )
  }
  return {
    folder: resolve(env.WHEREABOUTS_HOME),
    databaseUrl: env.DATABASE_URL,
    masterKey: env.WHEREABOUTS_MASTER_KEY,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, ''),
    tls,
    trustProxy,
    // Whoever sits at a terminal reads what is printed; log lines would push it out of sight.
    logLevel: env.LOG_LEVEL ?? (terminal ? 'warn' : 'info'),
    requestsPerMinute: env.REQUESTS_PER_MINUTE,
    lookUpsPerMinute: env.LOOK_UPS_PER_MINUTE,
    mail: mail.settings,
    untouched: ofRealInstallations.every((name) => given[name] === undefined),
  }
}

function pem(name: string, file: string): string {
  if (!existsSync(file)) throw new ConfigError(`${name} names ${file}, which does not exist`)
  const text = readFileSync(file, 'utf8')
  if (!text.includes('-----BEGIN')) throw new ConfigError(`${name} names ${file}, which is not a PEM file`)
  return text
}

export const masterKeyFile = (folder: string) => join(folder, 'master.key')
