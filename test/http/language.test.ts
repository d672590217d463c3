import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, asking, cookieOf, form, openServed, vendureAnswer, vendureOrder } from './serve.ts'

let served: Served
let ask: ReturnType<typeof asking>
let german: string
let unknown: string
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url)
  const api = asking(served.url, await served.key())
  const inGerman = vendureOrder(1)
  const body = vendureAnswer(
    { ...inGerman, customer: { ...inGerman.customer, languageCode: 'de_AT' } },
    vendureOrder(2),
  )
  await api('/v1/shops/main/orders?connector=vendure', { body })
  german = (await api('/v1/orders?number=T1')).json['items'][0].id
  unknown = (await api('/v1/orders?number=T2')).json['items'][0].id
}, 60_000)
afterAll(() => served?.close())

const html = 'text/html'
const titles = { en: 'Where is my order?', de: 'Wo ist meine Bestellung?', ar: 'أين طلبي؟' }

async function page(path: string, language?: string, Cookie = '') {
  const headers = { Accept: html, Cookie, ...(language !== undefined && { 'Accept-Language': language }) }
  const { status, text } = await ask(path, { headers })
  const [, lang, dir] = /<html lang="([^"]+)" dir="([^"]+)"/.exec(text) ?? []
  return { status, text, lang, dir }
}

async function opened(order: string): Promise<string> {
  return cookieOf((await ask(`/t/${await served.link(order)}`)).headers)
}

describe('the look-up page', () => {
  it.each([
    ['/', 'de-AT,de;q=0.9,en;q=0.8', 'de', 'ltr'],
    ['/track', 'fr, ar;q=0.9, de;q=0.5', 'ar', 'rtl'],
    ['/', 'en;q=0.2, de;q=0.8', 'de', 'ltr'],
    ['/', 'de;q=0, fr', 'en', 'ltr'],
    ['/', undefined, 'en', 'ltr'],
    ['/?lang=ar', 'de', 'ar', 'rtl'],
    ['/track?lang=de', 'en', 'de', 'ltr'],
    ['/?lang=tlh', 'de', 'de', 'ltr'],
    ['/?lang=de%22%3E%3Cscript%3E', undefined, 'en', 'ltr'],
  ] as const)('%s for a browser that wants %s is in %s', async (path, wanted, lang, dir) => {
    const shown = await page(path, wanted)
    expect({ lang: shown.lang, dir: shown.dir }).toEqual({ lang, dir })
    expect(shown.text).toContain(`<h1>${titles[lang]}</h1>`)
  })

  it('leads to the same page in the other languages, and its form keeps the one that was chosen', async () => {
    const { text } = await page('/track?lang=de')
    expect(text).toContain('action="/track?lang=de"')
    for (const other of ['en', 'ar']) expect(text).toContain(`href="/track?lang=${other}" lang="${other}"`)
    expect(text).not.toContain('href="/track?lang=de"')
  })

  it('that finds nothing says so in the same language, and finds in it', async () => {
    const look = async (path: string, proof: string, wanted = 'en') => {
      const { body, headers } = form({ number: 'T2', proof })
      return ask(path, { body, headers: { ...headers, Accept: html, 'Accept-Language': wanted } })
    }
    expect((await look('/track?lang=de', 'eve@example.com')).text).toContain(
      'Wir konnten diese Bestellung nicht finden',
    )
    expect((await look('/track', 'eve@example.com', 'de-DE')).text).toContain('<html lang="de" dir="ltr">')
    expect((await look('/track', 'eve@example.com', 'ar')).text).toContain('<html lang="ar" dir="rtl">')
    expect((await look('/track?lang=de', 'customer2@example.com')).headers.get('location')).toBe(
      `/track/${unknown}?lang=de`,
    )
  })

  it('and refusals are pages in the language that is wanted', async () => {
    const gone = await page(`/t/${'A'.repeat(43)}`, 'de')
    expect({ status: gone.status, lang: gone.lang }).toEqual({ status: 404, lang: 'de' })
    expect(gone.text).toContain('Dieser Link funktioniert nicht')
  })
})

describe("an order's page", () => {
  it('is in the language of its customer, whatever the browser wants', async () => {
    const shown = await page(`/track/${german}`, 'en', await opened(german))
    expect(shown.lang).toBe('de')
    expect(shown.text).toContain('Frage zu dieser Bestellung')
  })

  it('is in the language the browser wants where the shop has not said', async () => {
    expect((await page(`/track/${unknown}`, 'ar', await opened(unknown))).dir).toBe('rtl')
  })

  it('suggests questions only in a language the assistant understands', async () => {
    const Cookie = await opened(german)
    const { languages } = served.ctx.assistant
    for (const language of ['ar', 'de', 'en']) {
      const { text } = await page(`/track/${german}?lang=${language}`, undefined, Cookie)
      expect(text.includes('class="choices"')).toBe(languages.includes(language))
    }
  })

  it('is in the language of the address before all, and its forms keep it', async () => {
    const shown = await page(`/track/${german}?lang=en`, 'ar', await opened(german))
    expect(shown.lang).toBe('en')
    expect(shown.text).toContain(`/track/${german}/say?lang=en`)
  })

  it('answers with the language of each message', async () => {
    const { body, headers } = form({ text: 'thank you' })
    const Cookie = await opened(unknown)
    const said = await ask(`/track/${unknown}/say?lang=en`, {
      body,
      headers: { ...headers, Cookie, Accept: 'application/json' },
    })
    expect(said.json['messages']).toMatchObject([{ language: 'en' }, { language: 'en' }])
    const shown = await page(`/track/${unknown}?lang=de`, undefined, Cookie)
    expect(shown.text).toContain('<p class="text" dir="auto" lang="en">')
    const byForm = await ask(`/track/${unknown}/say?lang=de`, { body, headers: { ...headers, Cookie, Accept: html } })
    expect(byForm.headers.get('location')).toBe(`/track/${unknown}?lang=de#assistant`)
  })
})
