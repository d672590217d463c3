import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Problem } from '../../contract/index.ts'
import { type ErrorCode, type Log, ServiceError, errorCodes } from '../../service/index.ts'
import { StoreError, type StoreErrorCode } from '../../store/index.ts'

type Refusal = { readonly code: ErrorCode; readonly detail: string; readonly errors?: Problem['errors'] }
type Where = NonNullable<Problem['errors']>[number]['in']

/** The one place where anything thrown becomes an answer. What nobody foresaw is told by an id that stands in the log. */
export function problemOf(error: unknown, request: FastifyRequest, log: Log): Problem {
  const { code, detail, errors } = foreseen(error, request) ?? unforeseen(error, request, log)
  const { status, title } = errorCodes[code]
  return {
    type: `/problems/${code}`,
    title,
    status,
    detail,
    code,
    instance: `urn:uuid:${request.id}`,
    ...(errors && errors.length > 0 && { errors }),
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.code === 'UNAUTHENTICATED') reply.header('WWW-Authenticate', 'Bearer realm="whereabouts"')
  if (problem.code === 'DATABASE_UNREACHABLE' && !reply.hasHeader('Retry-After')) reply.header('Retry-After', '5')
  // As bytes, because to text Fastify adds a charset, which this type does not have.
  const body = Buffer.from(JSON.stringify(problem))
  return reply.code(problem.status).header('Content-Type', 'application/problem+json').send(body)
}

/** What a schema refused, with a pointer at each place. */
export class InvalidInput extends ServiceError {
  readonly where: Where
  constructor(where: Where, { issues }: Pick<z.ZodError, 'issues'>) {
    const errors = issues.slice(0, 100).map(({ path, message }) => ({
      pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
      detail: message,
    }))
    const [first] = errors
    const rest = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
    super('INPUT_INVALID', `${where} ${first?.pointer ?? ''}: ${first?.detail ?? 'not as expected'}${rest}`, { errors })
    this.name = 'InvalidInput'
    this.where = where
  }
}

function foreseen(error: unknown, request: FastifyRequest): Refusal | undefined {
  if (error instanceof ServiceError) {
    const where: Where = error instanceof InvalidInput ? error.where : 'body'
    return { code: error.code, detail: error.message, errors: error.errors.map((one) => ({ in: where, ...one })) }
  }
  if (error instanceof StoreError) return ofStore[error.code]
  if (isFastifyError(error)) return ofFastify(error, request)
  return undefined
}

/** Messages of the store name hosts, users and rows, which are the operator's to know. */
const ofStore: Partial<Record<StoreErrorCode, Refusal>> = {
  DATABASE_UNREACHABLE: {
    code: 'DATABASE_UNREACHABLE',
    detail:
      'the database does not answer; try again in a few seconds (see Retry-After). What was acknowledged is stored',
  },
  PERSON_ERASED: { code: 'NOT_FOUND', detail: 'the person this was about asked to be forgotten' },
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('FST_')
}

function ofFastify({ code, statusCode }: FastifyError, { routeOptions }: FastifyRequest): Refusal | undefined {
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return {
        code: 'BODY_TOO_LARGE',
        detail: `the body is larger than the ${routeOptions.bodyLimit} bytes that are taken here; send it in several requests`,
      }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return { code: 'UNSUPPORTED_MEDIA_TYPE', detail: 'the Content-Type is missing or not one this path takes' }
    case 'FST_ERR_BAD_URL':
      return { code: 'NOT_FOUND', detail: 'the path is not one: its percent-encoding is broken' }
    default:
      if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined
      return { code: 'BODY_MALFORMED', detail: 'the body broke off or is not as long as its Content-Length says' }
  }
}

/** Messages of such errors can hold what was being worked on, so the log gets their name and where they came from. */
function unforeseen(error: unknown, request: FastifyRequest, log: Log): Refusal {
  const { name, stack = '' } = error instanceof Error ? error : { name: typeof error }
  log.error(
    {
      id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      error: name,
      code: error instanceof Error && 'code' in error ? error.code : null,
      at: stack
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .slice(0, 8)
        .map((line) => line.trim()),
    },
    'http.failed',
  )
  return {
    code: 'INTERNAL',
    detail: `nothing you sent is known to be wrong; the operator finds the cause under ${request.id}`,
  }
}
