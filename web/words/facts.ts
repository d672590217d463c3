import type { ReasonParty } from '../types.ts'

/** What a parcel's facts are called beside its scans. The server tells them, so that the page's script carries no words for them. */
export type FactWords = {
  readonly pickup: string
  readonly until: string
  readonly signedBy: string
  readonly proof: string
  readonly photo: string
  readonly document: string
  readonly service: string
  /** Another carrier that has the parcel before or after. */
  readonly leg: string
  /** Who or what a parcel that does not go as planned waits for, and what that is called. */
  readonly cause: string
  readonly causes: Readonly<Record<ReasonParty, string | null>>
  readonly number: (carrier: string, number: string) => string
}

export const factWords = {
  en: {
    pickup: 'Pick-up point',
    until: 'Waits there until',
    signedBy: 'Signed for by',
    proof: 'Proof of delivery',
    photo: 'Photo at the carrier',
    document: 'Document at the carrier',
    service: 'Service',
    leg: 'Also carried by',
    cause: 'Cause',
    causes: {
      carrier: 'the carrier',
      merchant: 'the shop',
      recipient: 'something on the receiving side',
      customs: 'customs',
      weather: 'weather or other forces',
      security: 'a security check',
      unknown: null,
    },
    number: (carrier, number) => `${carrier}, ${number}`,
  },
  de: {
    pickup: 'Abholort',
    until: 'Liegt dort bis',
    signedBy: 'Unterschrieben von',
    proof: 'Zustellnachweis',
    photo: 'Foto beim Paketdienst',
    document: 'Dokument beim Paketdienst',
    service: 'Versandart',
    leg: 'Auch unterwegs mit',
    cause: 'Ursache',
    causes: {
      carrier: 'der Paketdienst',
      merchant: 'der Shop',
      recipient: 'etwas auf der Empfängerseite',
      customs: 'der Zoll',
      weather: 'Wetter oder höhere Gewalt',
      security: 'eine Sicherheitsprüfung',
      unknown: null,
    },
    number: (carrier, number) => `${carrier}, ${number}`,
  },
  ar: {
    pickup: 'نقطة الاستلام',
    until: 'ينتظر هناك حتى',
    signedBy: 'وقّع على الاستلام',
    proof: 'إثبات التسليم',
    photo: 'صورة لدى شركة الشحن',
    document: 'مستند لدى شركة الشحن',
    service: 'نوع الشحن',
    leg: 'تنقله أيضًا',
    cause: 'السبب',
    causes: {
      carrier: 'شركة الشحن',
      merchant: 'المتجر',
      recipient: 'أمر من جهة الاستلام',
      customs: 'الجمارك',
      weather: 'الطقس أو ظروف أخرى',
      security: 'فحص أمني',
      unknown: null,
    },
    number: (carrier, number) => `\u2068${carrier}\u2069، \u2068${number}\u2069`,
  },
} satisfies Record<'en' | 'de' | 'ar', FactWords>
