/** Words that point, by language. They pick among orders known to be meant, never what is wanted. */
export type Pointing = {
  readonly ordinals: readonly (readonly string[])[]
  readonly last: readonly string[]
  readonly newest: readonly string[]
  readonly oldest: readonly string[]
  readonly other: readonly string[]
  readonly all: readonly string[]
  readonly rest: readonly string[]
  /** What anything bought is called where its name says nothing. */
  readonly order: string
  /** What inflection puts at a word's end; what is left of a word is compared. */
  readonly endings: RegExp
  /** Nouns are made of nouns, the last of which says what it is: a "Stehlampe" is a "Lampe". */
  readonly compounds: boolean
  /** Words of talk about orders: in a title they name nothing. */
  readonly ignored: readonly string[]
}

const en: Pointing = {
  ordinals: [
    ['first', '1st'],
    ['second', '2nd'],
    ['third', '3rd'],
    ['fourth', '4th'],
    ['fifth', '5th'],
  ],
  last: ['last', 'bottom'],
  newest: ['newest', 'latest', 'newer', 'recent'],
  oldest: ['oldest', 'older', 'earliest', 'earlier'],
  other: ['other', 'another'],
  all: ['both', 'all', 'each', 'every'],
  rest: ['rest', 'remaining', 'remainder', 'others', 'else'],
  order: 'order',
  endings: /(?<=ss|x|sh|ch)es$|(?<!s)s$/u,
  compounds: false,
  ignored: (
    'the and for with from this that these those where what when which who why how has have had was were are been is not ' +
    'can could will would should any yet still now one ones out get got give show tell please just need want you your ' +
    'order orders ordered parcel parcels package packages delivery deliver delivered shipping shipment ship shipped ' +
    'track tracking number status item items day days today late come coming arrive time stuff thing things help person'
  ).split(' '),
}

const inflected = (...stems: readonly string[]) =>
  stems.flatMap((stem) => ['', 'e', 'en', 'er', 'es', 'em'].map((ending) => `${stem}${ending}`))

const de: Pointing = {
  ordinals: [inflected('erst'), inflected('zweit'), inflected('dritt'), inflected('viert'), inflected('fünft')],
  last: inflected('letzt', 'unterst'),
  newest: inflected('neuest', 'neust', 'neuer', 'aktuell', 'aktuellst', 'jüngst'),
  oldest: inflected('ältest', 'älter', 'früher', 'frühest'),
  other: inflected('ander'),
  all: ['alle', 'allen', 'aller', 'alles', 'beide', 'beiden', 'beides', 'jede', 'jeder', 'jedes', 'sämtliche'],
  rest: ['rest', ...inflected('übrig', 'restlich')],
  order: 'Bestellung',
  // several at once: "grüne" and "grün" have to end alike
  endings: /(?<=.{3})(?:en|er|es|em|e|n|s)+$/u,
  compounds: true,
  ignored: (
    'der die das den dem des ein eine einen einem einer eines und oder aber für mit von vom aus bei beim zum zur auf ist ' +
    'sind war waren hat habe haben hatte wird wurde werden sein wo was wann wie wer warum wieso weshalb welche welcher ' +
    'welches noch schon nicht kein keine doch mal jetzt heute morgen ich sie wir mir mich uns mein meine meinen meiner ' +
    'meinem ihr ihre ihren bitte nur auch denn dann dies diese dieser dieses kann können will möchte brauche sagen zeigen ' +
    'bestellung bestellungen bestellt bestellte bestellten paket pakete päckchen sendung sendungen lieferung lieferungen ' +
    'liefern geliefert zugestellt verschickt versand versendet kommt kommen angekommen unterwegs sendungsnummer nummer ' +
    'status artikel ware waren sache sachen tag tage spät später verspätet hilfe mensch'
  ).split(' '),
}

const byLanguage: Readonly<Record<string, Pointing>> = { en, de }

/** English stands in for a language without words of its own. */
export const pointingIn = (language: string): Pointing => byLanguage[language] ?? en
