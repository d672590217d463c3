import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { ServiceError } from '../../service/index.ts'
import type { Pages } from './app.ts'
import { plainStyle } from './plain.ts'

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

type File = { readonly type: string; readonly plain: Buffer; readonly brotli: Buffer | null }

const icon = Buffer.from(
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><circle cx='12' cy='12' r='11' fill='#0f5c4d'/><path d='M7 12.5l3.5 3.5L17 8.5' fill='none' stroke='#fff' stroke-width='2.5' stroke-linecap='round' stroke-linejoin='round'/></svg>",
)

/** A shop's own pages load these from us. */
export const onAnyPage = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' }

/** The browser's files, read and compressed once. Their names hold a hash of what is in them, so they may be kept for ever. */
export function serveAssets(server: FastifyInstance, { assetsFolder }: Pick<Pages, 'assetsFolder'>): void {
  const files = new Map<string, Promise<File>>()
  const load = async (name: string): Promise<File> => {
    const type = types[extname(name)]
    if (type === undefined) throw new ServiceError('NOT_FOUND', 'there is no such file')
    const plain = name === plainStyle.name ? plainStyle.bytes : await readFile(join(assetsFolder, name))
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }
    return { type, plain, brotli: type.includes('charset') ? await promisify(brotliCompress)(plain, { params }) : null }
  }

  server.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const { name } = request.params
    // No dot first and no slash: a name, never a path.
    if (!/^\w[\w-]*\.[a-z0-9]+$/.test(name)) throw new ServiceError('NOT_FOUND', 'there is no such file')
    const loading = files.get(name) ?? load(name)
    files.set(name, loading)
    let file: File
    try {
      file = await loading
    } catch (cause) {
      files.delete(name)
      throw new ServiceError('NOT_FOUND', 'there is no such file', { cause })
    }
    const packed = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') ? file.brotli : null
    reply.headers({
      'Content-Type': file.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
      ...(extname(name) === '.js' && onAnyPage),
      Vary: 'Accept-Encoding',
      ...(packed && { 'Content-Encoding': 'br' }),
    })
    return reply.send(packed ?? file.plain)
  })

  server.get('/favicon.ico', (_, reply) =>
    reply.headers({ 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=86400' }).send(icon),
  )
  server.get('/robots.txt', (_, reply) =>
    reply
      .headers({ 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'public, max-age=86400' })
      .send(
        'User-agent: *\nDisallow: /t/\nDisallow: /track\nDisallow: /u/\nDisallow: /mailbox\nDisallow: /in/\nDisallow: /desk\nDisallow: /v1/\n',
      ),
  )
}
