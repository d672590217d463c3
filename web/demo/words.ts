import type { DemoNote, Picture } from './page.ts'

export type DemoWords = {
  /** BCP 47: how a shop in Frankfurt writes days, hours and prices, which is how the assistant writes them. */
  readonly locale: string
  readonly invented: string
  readonly claim: string
  readonly about: string
  readonly otherLanguage: { readonly label: string; readonly code: string }
  readonly range: string
  readonly kinds: Readonly<Record<Picture, string>>
  readonly yourOrders: string
  readonly pick: string
  readonly withAssistant: string
  readonly withoutAssistant: string
  readonly notes: Readonly<Record<DemoNote, string>>
  readonly be: (name: string) => string
  readonly say: string
  readonly thenType: string
  readonly anything: string
  readonly track: string
  readonly number: string
  readonly postcode: string
  readonly speaks: Readonly<Record<string, string>>
  readonly around: string
  readonly mailbox: string
  readonly desk: string
  readonly docs: string
  readonly lookUp: string
}

export const demoWords = {
  en: {
    locale: 'en-GB',
    invented: 'This shop is invented. Nothing here is for sale, and nobody in it exists.',
    claim: 'Lamps and small furniture, made to last.',
    about: 'A workshop in Frankfurt that does not exist, with customers who would like to know where their order is.',
    otherLanguage: { label: 'Deutsch', code: 'de' },
    range: 'What we would sell',
    kinds: {
      'reading-lamp': 'Ash and brass',
      'floor-lamp': 'Linen shade',
      pendant: 'Blown glass',
      'side-table': 'Solid oak',
      stool: 'Beech, oiled',
      shelf: 'Oak, two boards',
    },
    yourOrders: 'Your orders',
    pick: 'Pick somebody to be. Some of these parcels move while you look; load the page again to see how they stand.',
    withAssistant: 'The assistant is in the corner of this page. It asks for the order number and the postcode.',
    withoutAssistant: 'Open the tracking page of an order and ask about it there.',
    notes: {
      disputed: 'Says the carrier. The customer has nothing.',
      conflict: 'The shop says it was delivered.',
      moves: 'Moves within minutes',
    },
    be: (name) => `Be ${name}`,
    say: 'Ask',
    thenType: 'When asked, type',
    anything: 'Where is my order?',
    track: 'Open the tracking page',
    number: 'Order',
    postcode: 'Postcode',
    speaks: { en: 'English', de: 'German', ar: 'Arabic' },
    around: 'Behind the shop',
    mailbox: 'The mail its customers get',
    desk: 'The desk of its staff',
    docs: 'The API',
    lookUp: 'Look up an order',
  },
  de: {
    locale: 'de',
    invented: 'Diesen Laden gibt es nicht. Hier ist nichts zu kaufen, und niemand darin existiert.',
    claim: 'Lampen und kleine Möbel, die bleiben.',
    about: 'Eine Werkstatt in Frankfurt, die es nicht gibt, mit Kunden, die gern wüssten, wo ihre Bestellung ist.',
    otherLanguage: { label: 'English', code: 'en' },
    range: 'Was wir verkaufen würden',
    kinds: {
      'reading-lamp': 'Esche und Messing',
      'floor-lamp': 'Schirm aus Leinen',
      pendant: 'Mundgeblasenes Glas',
      'side-table': 'Massive Eiche',
      stool: 'Buche, geölt',
      shelf: 'Eiche, zwei Böden',
    },
    yourOrders: 'Ihre Bestellungen',
    pick: 'Suchen Sie sich jemanden aus. Einige dieser Pakete sind gerade unterwegs; laden Sie die Seite neu, um den Stand zu sehen.',
    withAssistant: 'Der Assistent ist in der Ecke dieser Seite. Er fragt nach der Bestellnummer und der Postleitzahl.',
    withoutAssistant: 'Öffnen Sie die Sendungsverfolgung einer Bestellung und fragen Sie dort.',
    notes: {
      disputed: 'Sagt der Paketdienst. Der Kunde hat nichts.',
      conflict: 'Der Laden sagt, es sei zugestellt.',
      moves: 'Bewegt sich in wenigen Minuten',
    },
    be: (name) => `${name} sein`,
    say: 'Fragen Sie',
    thenType: 'Auf Nachfrage geben Sie ein',
    anything: 'Wo ist meine Bestellung?',
    track: 'Sendungsverfolgung öffnen',
    number: 'Bestellung',
    postcode: 'Postleitzahl',
    speaks: { en: 'Englisch', de: 'Deutsch', ar: 'Arabisch' },
    around: 'Hinter dem Laden',
    mailbox: 'Die Post an die Kunden',
    desk: 'Der Arbeitsplatz des Ladens',
    docs: 'Die API',
    lookUp: 'Bestellung suchen',
  },
} as const satisfies Record<string, DemoWords>
