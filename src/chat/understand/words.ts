/**
 * Words that say what a number beside them is, by language. All of them are read whatever language a message is taken to be in:
 * people mix, and a number is a number.
 */
type NumberWords = {
  /** In front of a phone number. */
  readonly phone: readonly string[]
  /** Between such a word, or one for a postcode, and its number. */
  readonly filler: readonly string[]
  readonly postcode: readonly string[]
  /** In front of a word for "number", with or without a blank: "order number", "Bestellnummer". */
  readonly order: readonly string[]
  readonly number: readonly string[]
  /** Between a word for "number" and the number. */
  readonly linking: readonly string[]
  /** Short words, beside all of these, that are no shop's letters in "LO 4116". */
  readonly short: readonly string[]
  /** In front of the number itself: "order 727". */
  readonly bareOrder: readonly string[]
  /** Currencies in front of an amount. */
  readonly currency: readonly string[]
  /** What makes the number before it an amount or a time. */
  readonly units: readonly string[]
}

const byLanguage: Readonly<Record<string, NumberWords>> = {
  en: {
    phone: ['phone', 'mobile', 'cell', 'whatsapp', 'call', 'ring', 'contact'],
    filler: ['me', 'us', 'no', 'nr', 'num', 'number', 'is', 'are', 'was', 'on', 'at', 'under', 'my', 's', 'code'],
    postcode: ['zip', 'post\\s?code', 'postal\\s?code', 'pin\\s?code'],
    order: ['order', 'purchase', 'reference', 'ref', 'invoice'],
    number: ['number', 'num', 'no', 'nr', 'id', 'code'],
    linking: ['is', 'was', 's'],
    short:
      'and or the for from with its hi hey yes it i a to dhl ups dpd gls usps apt flat unit room box year day'.split(
        ' ',
      ),
    bareOrder: ['order'],
    currency: ['rs', 'inr', 'usd', 'eur', 'gbp', 'cad', 'aud'],
    units: (
      'rs inr rupees pounds dollars euros? bucks quid kgs? g grams? lbs? oz mg ml litres? liters? cm mm inch(?:es)? days? ' +
      'weeks? months? years? hours? hrs? minutes? mins? am pm times pieces pcs units calories kcal'
    ).split(' '),
  },
  de: {
    phone: (
      'telefon(?:nummer|nr)? tel handy(?:nummer|nr)? mobil(?:nummer|nr)? rufnummer anruf(?:en)? rufen ruf erreichbar ' +
      'erreichen'
    ).split(' '),
    filler: 'nr nummer lautet ist war unter auf mich uns sie meine meiner an bin ich der die das'.split(' '),
    postcode: ['plz', 'postleitzahl'],
    order:
      'bestell bestellungs auftrags auftrag bestellung order referenz rechnungs rechnung vorgangs vorgang kauf'.split(
        ' ',
      ),
    number: ['nummer', 'nr', 'no', 'code', 'id'],
    linking: ['ist', 'lautet', 'war'],
    short: 'und oder für von vom mit es ja in im zu am um ca seit haus'.split(' '),
    bareOrder: ['bestellung', 'auftrag'],
    currency: ['chf', 'fr', 'euro'],
    units: (
      'uhr euro cent franken chf stück stk mal tage?n? wochen? monate?n? jahre?n? stunden? std minuten? kilo gramm liter meter ' +
      'prozent watt'
    ).split(' '),
  },
}

const joined = (of: (words: NumberWords) => readonly string[]) =>
  [...new Set(Object.values(byLanguage).flatMap(of))].toSorted((a, b) => b.length - a.length).join('|')

/** The same words as alternatives of a pattern, longest first. */
export const numberWords = {
  phone: joined(({ phone }) => phone),
  filler: joined(({ filler }) => filler),
  postcode: joined(({ postcode }) => postcode),
  order: joined(({ order }) => order),
  number: joined(({ number }) => number),
  bareOrder: joined(({ bareOrder }) => bareOrder),
  linking: joined(({ linking }) => linking),
  short: joined(({ short }) => short),
  currency: joined(({ currency }) => currency),
  units: joined(({ units }) => units),
}
