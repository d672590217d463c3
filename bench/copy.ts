import type pg from 'pg'

/** `COPY … TO STDOUT`: what came, byte for byte, ready to be sent back by `copyIn`. */
export function copyOut(client: pg.Client, statement: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  return submit(client, statement, { chunk: (chunk) => chunks.push(chunk) }).then(() => Buffer.concat(chunks))
}

/** `COPY … FROM STDIN`. */
export function copyIn(client: pg.Client, statement: string, bytes: Buffer): Promise<void> {
  return submit(client, statement, { bytes })
}

/** What `pg` offers a query of one's own making, as far as COPY needs it. */
type Wire = {
  readonly query: (text: string) => void
  readonly sendCopyFromChunk: (chunk: Buffer) => void
  readonly endCopyFrom: () => void
}

const chunkBytes = 65_536

function submit(
  client: pg.Client,
  statement: string,
  { bytes = Buffer.alloc(0), chunk = () => {} }: { bytes?: Buffer; chunk?: (chunk: Buffer) => void },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const copy = {
    submit: (wire: unknown) => (wire as Wire).query(statement),
    handleCopyInResponse: (wire: Wire) => {
      for (let from = 0; from < bytes.length; from += chunkBytes)
        wire.sendCopyFromChunk(bytes.subarray(from, from + chunkBytes))
      wire.endCopyFrom()
    },
    // The parser writes the next answer where this one lies.
    handleCopyData: (message: { chunk: Buffer }) => chunk(Buffer.from(message.chunk)),
    handleRowDescription: () => {},
    handleDataRow: () => {},
    handleCommandComplete: () => {},
    handleReadyForQuery: () => resolve(),
    handleError: (error: Error) => reject(error),
  }
  client.query(copy as pg.Submittable)
  return promise
}
