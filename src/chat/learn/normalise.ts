const edgeChars = 2000

/**
 * What a person typed, as the learner reads it: one case, one spelling of each letter, nothing invisible.
 * A long story keeps its first and last 2,000 characters, where openings and questions stand.
 */
export function normalise(text: string): string {
  // Twice: one letter can stand for eighteen (U+FDFA).
  return ends(ends(text).toWellFormed().normalize('NFKC'))
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc\u0060\u00b4]/gu, "'")
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cn}\ufe0f\ufffd]+/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

function ends(text: string): string {
  return text.length > 2 * edgeChars ? `${text.slice(0, edgeChars)} ${text.slice(-edgeChars)}` : text
}

const tokenPattern =
  /[\p{L}\p{N}_.+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}|https?:\/\/\S+|www\.\S+|[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}]+)*|\p{Extended_Pictographic}|[?!]/gu

/** Words, emoji, and the marks that carry tone; numbers and codes become their shape, so that "12588" teaches about "10231". */
export function tokens(normalised: string): string[] {
  return Array.from(normalised.matchAll(tokenPattern), ([token]) => shape(token))
}

function shape(token: string): string {
  if (token.length > 5 && token.includes('@')) return '<email>'
  if (/^(?:https?:|www\.)/u.test(token)) return '<url>'
  const digits = token.replace(/\P{Nd}/gu, '').length
  if (digits === 0) return stretched(token)
  if (digits === token.length) return digits <= 2 ? '<n>' : digits <= 4 ? '<nnn>' : '<nnnnn>'
  if (token.length >= 6 && digits >= 2) return '<code>'
  return token.replace(/\p{Nd}+/gu, '0')
}

/** "sooooo" reads as "soo": a letter three times or more counts as two. No word is longer than 60 letters. */
function stretched(word: string): string {
  return word.slice(0, 60).replace(/(\p{L})\1{2,}/gu, '$1$1')
}
