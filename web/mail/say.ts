import { countOf, dateIn, dayOf, type Clock, momentOf, moneyOf } from '../parts/format.ts'
import { type Headline, orderHeadline, parcelHeadline, sentWords } from '../parts/headline.ts'
import { actionWords } from '../parts/parcel-card.tsx'
import { stepsOf } from '../parts/steps.ts'
import type { MailKind, MailOptions, MailViews, OrderView, ParcelView } from '../types.ts'
import type { Words } from '../words/index.ts'
import type { Mail, Part } from './parts.ts'
import type { MailWords } from './words/index.ts'

/** Language, zone and moment a mail is said in, and where its links lead. */
export type Saying = {
  readonly words: Words
  readonly mail: MailWords
  readonly clock: Clock
  readonly links: MailOptions['links']
}

/** What each kind of mail says. Nothing in it that is not in its view. */
export const say: { readonly [Kind in MailKind]: (view: MailViews[Kind], saying: Saying) => Mail } = {
  order_confirmed: ({ order }, saying) => {
    const { words, mail, clock } = saying
    const details = order.parcels.length === 0 ? orderHeadline(order, words, clock).details : []
    const placed = dayOf(dateIn(clock.zone, { now: order.placedAt }), clock).text
    return ofOrder(order, saying, {
      subject: mail.receivedSubject(order.number, order.shop.name),
      title: mail.received(order.shop.name),
      tone: 'plain',
      lead: details,
      parts: [
        { kind: 'lines', title: words.items, lines: order.lines },
        facts([
          [words.placedOn, placed],
          [words.total, moneyOf(order.total, clock.language)],
        ]),
        source(order.source, saying),
      ],
    })
  },

  shipped: ({ order, parcel: id }, saying) => {
    const parcel = parcelOf(order, id)
    const headline = shippedHeadline(parcel, order, saying)
    return ofOrder(order, saying, {
      subject: saying.words.tab(headline.title, saying.words.order(order.number)),
      title: headline.title,
      tone: parcel.late || headline.tone === 'attention' ? 'attention' : 'plain',
      lead: [...headline.details, ...stillToCome(order, saying)],
      parts: aboutParcel(order, parcel, saying),
    })
  },

  delivered: ({ order, parcel: id }, saying) => {
    const parcel = parcelOf(order, id)
    const headline = parcelHeadline(parcel, order, saying.words, saying.clock)
    return ofOrder(order, saying, {
      subject: saying.words.tab(headline.title, saying.words.order(order.number)),
      title: headline.title,
      tone: 'good',
      lead: [...headline.details, ...stillToCome(order, saying)],
      parts: aboutParcel(order, parcel, saying),
    })
  },

  late: ({ order, parcels, unshipped }, saying) => {
    const { words, mail, clock } = saying
    const late = parcels.map((id) => parcelOf(order, id))
    const [only] = late
    const waiting: Part[] = unshipped
      ? [
          { kind: 'section', title: mail.notShipped },
          ...orderHeadline({ ...order, parcels: [] }, words, clock).details.map(text),
          { kind: 'lines', title: words.items, lines: order.unshipped },
          source(order.source, saying),
        ]
      : []
    const single = late.length === 1 && !unshipped && only ? only : undefined
    return ofOrder(order, saying, {
      subject: mail.lateSubject(order.number),
      title: mail.lateTitle,
      tone: 'attention',
      lead: [mail.notArrived, ...(single ? sentences(parcelHeadline(single, order, words, clock)) : [])],
      parts: [
        ...(single ? aboutParcel(order, single, saying) : late.flatMap((parcel) => sectionOf(order, parcel, saying))),
        ...waiting,
      ],
    })
  },

  code: ({ order, code, expiresAt }, { mail, clock, links }) => ({
    subject: mail.codeSubject(order.shop.name),
    preheader: mail.codeFor(order.number),
    shop: order.shop.name,
    title: mail.codeTitle,
    tone: 'plain',
    parts: [
      { kind: 'code', code },
      text(mail.codeFor(order.number)),
      text(mail.codeUntil(momentOf(expiresAt, clock))),
      text(mail.codeKeep),
      { kind: 'button', label: mail.follow, href: links.order },
    ],
    footer: { lines: [mail.whyCode(order.number)], stop: null },
  }),
}

type Said = Pick<Mail, 'subject' | 'title' | 'tone'> & {
  /** The sentences under the title; the first of them stands beside the subject in a list of mails. */
  readonly lead: readonly string[]
  readonly parts: readonly Part[]
}

function ofOrder(
  order: OrderView,
  { words, mail, clock, links }: Saying,
  { subject, title, tone, lead, parts }: Said,
): Mail {
  return {
    subject,
    preheader: lead[0] ?? words.order(order.number),
    shop: order.shop.name,
    title,
    tone,
    parts: [
      text(words.yourOrder(order.firstName, order.number)),
      ...lead.map(text),
      { kind: 'button', label: mail.follow, href: links.order },
      ...parts,
    ],
    footer: {
      lines: [mail.asItWas(momentOf(clock.now, clock)), mail.why(order.shop.name)],
      stop: links.unsubscribe === null ? null : { label: mail.stop, href: links.unsubscribe },
    },
  }
}

/** Where a carrier has only heard of a parcel, that the shop sent it is the news. */
function shippedHeadline(parcel: ParcelView, order: OrderView, { words, clock }: Saying): Headline {
  const headline = parcelHeadline(parcel, order, words, clock)
  if (!parcel.sent || parcel.scans.length === 0 || parcel.milestone !== 'info_received') return headline
  return { ...headline, title: sentWords(parcel.sent, words, clock), details: sentences(headline) }
}

const sentences = ({ title, details }: Headline): string[] => [`${title}.`, ...details]

function aboutParcel(order: OrderView, parcel: ParcelView, saying: Saying): Part[] {
  const { words } = saying
  const at = order.parcels.indexOf(parcel)
  const split = order.parcels.length > 1 || order.unshipped.length > 0
  const carrier = parcel.carrier?.name
  return [
    ...noticesOf(order, parcel, words),
    {
      kind: 'steps',
      title: order.parcels.length > 1 ? words.parcelOf(at + 1, order.parcels.length) : words.stepsOf,
      steps: stepsOf(parcel).map(({ name, state }) => ({
        state,
        label: words.steps[name],
        said: words.stepState[state],
      })),
    },
    ...(parcel.lines.length > 0
      ? [{ kind: 'lines' as const, title: split ? words.itemsHere : words.items, lines: parcel.lines }]
      : []),
    ...(parcel.number === null
      ? []
      : [facts([[carrier ? `${words.trackingNumber} (${carrier})` : words.trackingNumber, parcel.number]])]),
    source(parcel.source, saying),
  ]
}

function sectionOf(order: OrderView, parcel: ParcelView, saying: Saying): Part[] {
  const { title, details } = parcelHeadline(parcel, order, saying.words, saying.clock)
  return [{ kind: 'section', title }, ...details.map(text), ...aboutParcel(order, parcel, saying)]
}

function noticesOf(order: OrderView, { action, conflict, carrier }: ParcelView, words: Words): Part[] {
  const todo = action && actionWords(action, words)
  return [
    ...(action && todo ? [{ kind: 'notice' as const, title: words.action[action.by], text: todo }] : []),
    ...(conflict
      ? [
          {
            kind: 'notice' as const,
            title: words.conflictTitle,
            text: words.conflict(
              order.shop.name,
              words.shopSays[conflict.shop],
              carrier?.name ?? words.theCarrier,
              words.status[conflict.carrier],
            ),
          },
        ]
      : []),
  ]
}

const stillToCome = ({ unshipped }: OrderView, { words }: Saying): string[] =>
  unshipped.length > 0 ? [words.unshippedToo(countOf(unshipped))] : []

const text = (said: string): Part => ({ kind: 'text', text: said })

const facts = (pairs: readonly (readonly [string, string])[]): Part => ({
  kind: 'facts',
  facts: pairs.map(([term, value]) => ({ term, value })),
})

const source = ({ name, asOf }: OrderView['source'], { words, clock }: Saying): Part => ({
  kind: 'source',
  text: words.says(name, words.asOf(momentOf(asOf, clock))),
})

function parcelOf(order: OrderView, id: string): ParcelView {
  const parcel = order.parcels.find((one) => one.id === id)
  if (!parcel) throw new Error(`order ${order.id} has no parcel ${id}`)
  return parcel
}
