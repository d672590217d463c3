/** Every way a verb can refuse: HTTP status, and what it means. The API reference and the problem pages come from this table. */
export const errorCodes = {
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  UNAUTHENTICATED: { status: 401, title: 'Who is asking?' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  ORDER_NOT_FOUND: { status: 404, title: 'No such order' },
  PARCEL_NOT_FOUND: { status: 404, title: 'No such parcel' },
  CONVERSATION_NOT_FOUND: { status: 404, title: 'No such conversation' },
  SHOP_UNKNOWN: { status: 422, title: 'No such shop' },
  CONNECTOR_UNKNOWN: { status: 422, title: 'No such connector' },
  CARRIER_UNKNOWN: { status: 422, title: 'No such carrier' },
  CARRIER_TAKEN: { status: 409, title: 'The number is another parcel of that carrier' },
  MAPPING_NOT_FOUND: { status: 404, title: 'No such mapping' },
  SIGN_IN_INVALID: { status: 404, title: 'This sign-in link does not work' },
  HAND_OVER_NOT_FOUND: { status: 404, title: 'No person was asked for' },
  NOT_WITH_PERSON: { status: 409, title: 'No person has this conversation now' },
  ANSWERED_MEANWHILE: { status: 409, title: 'Somebody else has answered' },
  CHANGE_NOT_FOUND: { status: 404, title: 'No such change of a delivery' },
  CHANGE_NOT_POSSIBLE: { status: 409, title: 'This cannot be changed now' },
  PROOF_NEEDED: { status: 403, title: 'More proof is needed' },
  QUOTE_EXPIRED: { status: 409, title: 'The quote does not hold any more' },
  QUOTE_CHANGED: { status: 409, title: 'It costs something else' },
  CARRIER_FAILED: { status: 502, title: 'The carrier gave no answer' },
  LINK_INVALID: { status: 404, title: 'This link does not work' },
  LINK_EXPIRED: { status: 410, title: 'This link has expired' },
  NOT_VERIFIED: { status: 404, title: 'No order fits' },
  BODY_MALFORMED: { status: 400, title: 'The body could not be read' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  INPUT_INVALID: { status: 422, title: 'Something in the request is not right' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'This content type is not understood' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This method is not for this path' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The key was used for another request' },
  IDEMPOTENCY_RUNNING: { status: 409, title: 'The first request with this key is still running' },
  VERSION_REQUIRED: { status: 428, title: 'Which version is this based on?' },
  VERSION_STALE: { status: 412, title: 'It was changed in between' },
  CURSOR_INVALID: { status: 400, title: 'The cursor is not one of ours' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  DATABASE_UNREACHABLE: { status: 503, title: 'The database is not reachable' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>
export type ErrorCode = keyof typeof errorCodes

/** A foreseen refusal; the message names what was wrong and what would do. */
export class ServiceError extends Error {
  readonly code: ErrorCode
  /** Where in the input, as a JSON pointer, for each thing that is wrong. */
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[]
  constructor(
    code: ErrorCode,
    message: string,
    { errors = [], ...options }: ErrorOptions & { errors?: ServiceError['errors'] } = {},
  ) {
    super(message, options)
    this.name = 'ServiceError'
    this.code = code
    this.errors = errors
  }
}
