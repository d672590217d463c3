import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ShopPage = {
  /** Without a slash at the end. */
  readonly origin: string
  /** What stands in the page from now on: the tags, and the page's language. */
  show(page: { readonly tags: string; readonly lang?: string; readonly style?: string }): void
  close(): Promise<void>
}

/** A page of a shop on an origin of its own, under a policy that lets in one host's scripts and nothing else. */
export async function openShopPage(assistantHost: string): Promise<ShopPage> {
  let shown = { tags: '', lang: 'en', style: '' }
  const policy = (style: string) =>
    [
      "default-src 'none'",
      `script-src ${assistantHost}`,
      `connect-src ${assistantHost}`,
      "require-trusted-types-for 'script'",
      ...(style === '' ? [] : ["style-src 'unsafe-inline'"]),
    ].join('; ')
  const server = createServer((request, response) => {
    if (request.url === '/favicon.ico') return response.writeHead(204).end()
    const { tags, lang, style } = shown
    return response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy(style) })
      .end(
        `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Lampenladen</title><meta name="viewport" content="width=device-width, initial-scale=1">${style && `<style>${style}</style>`}</head><body><main><h1>Lamps</h1><p>A page of a shop, <a href="/lamps">with more</a>.</p><form><label>Search <input name="q"></label></form></main>${tags}</body></html>`,
      )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show: ({ tags, lang = 'en', style = '' }) => {
      shown = { tags, lang, style }
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
