import type { PolicyTopic } from '../../model/index.ts'
import type { Heard } from '../dialogue.ts'

/** What a shop can be asked about, by the intent the question was understood as. */
export type PolicyGroup = 'shipping' | 'returns' | 'person' | 'payment'

/**
 * Which topics of a group a message names. The intent is the learner's; these words only tell "what does it cost" from "how
 * long does it take" within it. None where the language has no words here or none was said: the group as a whole was meant.
 */
export function topicsNamed(group: PolicyGroup, heard: Heard | null): PolicyTopic[] {
  if (heard === null) return []
  const text = heard.text.slice(0, 1000).toLocaleLowerCase(heard.language)
  const words: Readonly<Partial<Record<PolicyTopic, RegExp>>> = vocabulary[heard.language]?.[group] ?? {}
  return (Object.entries(words) as [PolicyTopic, RegExp][])
    .filter(([, said]) => said.test(text))
    .map(([topic]) => topic)
}

/** "Can I still send it back?", "until when?": asks for the rule, not only for the return. */
export const asksWhether = ({ text, language }: Heard): boolean =>
  vocabulary[language]?.whether.test(text.slice(0, 1000).toLocaleLowerCase(language)) ?? false

type Vocabulary = Readonly<Record<PolicyGroup, Readonly<Partial<Record<PolicyTopic, RegExp>>>>> & {
  readonly whether: RegExp
}

const vocabulary: Readonly<Record<string, Vocabulary>> = {
  en: {
    whether: /\bstill\b|how long|until when|too late|time limit|deadline|how many days/u,
    shipping: {
      cut_off:
        /cut[- ]?off|deadline|order(?:ed)? (?:by|before|until)|by when|(?:when|what time|how late) (?:must|should|do|can|would) i (?:have to |need to )?order|to (?:have|get|receive) it (?:by )?(?:today|tomorrow)|before noon/u,
      shipping_cost:
        /how much|\bcosts?\b|\bpric(?:e|es|ed)\b|\bcharg(?:e|es|ed)\b|\bfees?\b|postage|\bfree\b|expensive|costly|pay for (?:shipping|delivery)/u,
      shipping_time:
        /how long|how many days|how (?:fast|quick|soon)|in how many|(?:delivery|shipping|handling|dispatch|transit) (?:times?|days)|time (?:does|for|to)/u,
      shipping_methods:
        /\boptions?\b|\bmethods?\b|\bmodes?\b|couriers?\b|carriers?\b|\bexpress\b|next[- ]day|overnight|same[- ]day|\bstandard\b|\bpriority\b/u,
      countries:
        /countr(?:y|ies)|worldwide|international|abroad|overseas|where do you (?:ship|deliver|send)|everywhere|outside/u,
    },
    returns: {
      refunds:
        /(?:how (?:long|fast|soon|many days)|time ?frame|when).*(?:refund|money|reimburs)|refunds?\b.*(?:take|long|days|fast|quick)/u,
      return_cost:
        /who pays|(?:free|costs?|pay|postage|charged?|fees?)\b.*(?:returns?|returning|send|back)|(?:returns?|sending it back|return (?:shipping|postage|label))\b.*(?:free|costs?|paid|pay|charged?|fees?)\b/u,
      return_exclusions:
        /returnable|exclu|(?:can(?:no|')t|cannot|not) be returned|(?:which|what) (?:products|items|things)|\b(?:opened|used|worn|discounted|underwear|customi[sz]ed|personali[sz]ed)\b/u,
      return_how:
        /how (?:do|does|can|should) (?:i |you |a |the |your )?(?:returns?|send .*back)|how to (?:return|send)|return (?:process|procedure|address|label)|where (?:do|should) i (?:send|return)/u,
      warranty: /warrant|(?<!money.?back )guarantee/u,
    },
    person: {
      hours:
        /open(?:ing)? (?:hours?|times?)|(?:when|what time) (?:are|do|does|is) .*(?:open|close|work|answer|there)|are you (?:open|closed)|(?:working|business|office|support|service|phone) hours|timings?|do you work on|are you working|(?:call cent(?:re|er)|customer (?:care|service)|support|hotline) open|when can i (?:call|phone|reach)/u,
      contact:
        /contact (?:information|info|details|number|address|you\b.*mail)|(?:e-?mail|phone|telephone|hotline|help ?line|whatsapp) (?:address|number)|how (?:do|can|could) i (?:reach|contact|call|phone|e-?mail|write to) (?:you|the shop|the store)|(?:customer (?:care|service|support)|support) (?:e-?mail|phone|number)|your (?:e-?mail|phone|number)/u,
    },
    payment: {
      payment:
        /how (?:can|do|could) i pay\b|(?:which|what|accepted|allowed).*(?:payments?|cards?|pay\b)|payment (?:methods?|options?|modes?|types?)|(?:modes?|forms?|ways?|means) (?:of|to) pay|(?:do|would) you (?:accept|take)|can i pay (?:by|with|via|using|at|on|in)|accepted|accept\b|is .+ (?:ok|okay|possible)\b|by instal+ments/u,
    },
  },
  de: {
    whether: /\bnoch\b|wie lange|bis wann|zu spät|frist|wie viele tage/u,
    shipping: {
      cut_off:
        /bestellschluss|annahmeschluss|bis wann|bis wieviel uhr|bis wie viel uhr|wann (?:muss|müsste|soll|sollte) ich (?:\S+ )?bestellen|damit (?:es|ich|die|das|der) .*(?:heute|morgen)/u,
      shipping_cost:
        /wie ?viel kostet|was kostet|kosten\b|versandkosten|lieferkosten|porto|gebühr|preis|kostenlos|gratis|teuer/u,
      shipping_time: /wie lange|wie schnell|wie viele tage|lieferzeit|versanddauer|lieferdauer|versandzeit|dauert/u,
      shipping_methods:
        /versandart|versandoption|lieferart|liefermöglich|express|übernacht|overnight|standard|mit wem|welche[rnm]? (?:paketdienst|dienst|versand)/u,
      countries: /\bländer|\bländern|weltweit|international|ausland|überall|wohin (?:liefer|versend|verschick)/u,
    },
    returns: {
      refunds:
        /(?:wie lange|wie schnell|wann|dauert).*(?:erstattung|geld|rückzahlung)|(?:erstattung|rückzahlung).*(?:dauer|lange)/u,
      return_cost:
        /wer (?:zahlt|bezahlt|trägt)|(?:rücksendung|retoure|rückversand|zurückschicken).*(?:kosten|kostenlos|gratis|gebühr|kostet)|(?:kostet|kostenlose?).*(?:rücksendung|retoure|rückversand|zurück)|rücksendekosten/u,
      return_exclusions:
        /ausgeschlossen|ausgenommen|welche (?:artikel|produkte|waren)|geöffnet|benutzt|getragen|reduziert|unterwäsche|maßanfertigung/u,
      return_how:
        /wie (?:funktioniert|läuft|geht|mache|schicke|sende|gebe)|rücksendeetikett|retourenlabel|retourenschein|wohin .*(?:schicke|sende|zurück)/u,
      warranty: /garantie(?!rt)|gewährleistung/u,
    },
    person: {
      hours:
        /öffnungszeit|geöffnet|geschlossen|servicezeit|sprechzeit|wann (?:sind|ist|kann ich|erreiche|arbeiten|haben)|erreichbar|arbeiten sie (?:am|auch|heute)/u,
      contact:
        /kontakt(?:daten|adresse|möglich)|telefonnummer|rufnummer|hotline|e-?mail-?adresse|mailadresse|wie (?:kann ich|erreiche ich|kontaktiere ich) (?:sie|den|euch)|ihre (?:nummer|adresse|e-?mail)/u,
    },
    payment: {
      payment:
        /zahlungsart|zahlungsmöglich|zahlungsmethode|zahlungsmittel|bezahlmöglich|wie (?:kann|könnte|soll) ich (?:be)?zahlen|kann ich (?:mit|per|auf|in) |akzeptier|nehmen sie|ratenzahlung/u,
    },
  },
}
