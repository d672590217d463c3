import type { ParcelView, PickupView, TrackingPage } from '../types.ts'
import { type Clock, dayOf, localeOf, placeOf } from '../parts/format.ts'
import { type FactWords, factWords } from '../words/facts.ts'
import { languageOf } from '../words/index.ts'

type ToldFact = NonNullable<TrackingPage['told']>[string][number]

/** The page with its parcels' facts in words: proof, pick-up point, service and the other carriers. */
export function tellFacts(page: TrackingPage): TrackingPage {
  const language = languageOf(page.language)
  const words: FactWords = factWords[language]
  const clock: Clock = {
    language: localeOf(page.language, language),
    now: page.now,
    zone: page.order.shop.zone,
    nameZone: true,
    lasting: true,
  }
  const told = page.order.parcels.map((parcel): [string, ToldFact[]] => [parcel.id, factsOf(parcel, words, clock)])
  return { ...page, told: Object.fromEntries(told.filter(([, facts]) => facts.length > 0)) }
}

function factsOf(parcel: ParcelView, words: FactWords, clock: Clock): ToldFact[] {
  const { pickup, proof, legs, service, reason, milestone, late } = parcel
  const facts: ToldFact[] = []
  const add = (term: string, text: string | null | undefined, href: string | null = null) => {
    if (text?.trim()) facts.push(href === null ? { term, text } : { term, text, href })
  }
  const unexpected = milestone === 'exception' || milestone === 'attempt_failed' || late
  add(words.cause, unexpected && reason ? words.causes[reason.party] : null)
  add(words.pickup, pickup && addressOf(pickup, clock.language))
  add(words.until, pickup?.until && dayOf(pickup.until, clock).text)
  add(words.signedBy, proof?.signedBy)
  add(words.proof, proof?.photoUrl && words.photo, proof?.photoUrl)
  add(words.proof, proof?.documentUrl && words.document, proof?.documentUrl)
  for (const { name, number, carrierUrl } of legs)
    add(words.leg, number ? words.number(name, number) : name, carrierUrl)
  add(words.service, service)
  return facts
}

function addressOf({ name, street, place }: PickupView, language: string): string {
  const town = place && [place.postal, placeOf({ ...place, postal: null }, language)].filter(Boolean).join(' ')
  return [name, street, town].filter((part) => part?.trim()).join(', ')
}
