/** Letters that Unicode does not take apart. */
const letters: Readonly<Record<string, string>> = {
  Ø: 'O',
  Æ: 'AE',
  Œ: 'OE',
  Ł: 'L',
  Đ: 'D',
  Ð: 'D',
  Þ: 'TH',
  Ħ: 'H',
}

/** Words that are written in full or short, in one form. */
const short: Readonly<Record<string, string>> = {
  SAINT: 'ST',
  SANKT: 'ST',
  SAINTE: 'STE',
  MOUNT: 'MT',
  FORT: 'FT',
}

// oxlint-disable-next-line no-control-regex
const ascii = /^[\u0000-\u007F]*$/

/**
 * A name as it is compared: capitals A to Z and digits, words parted by one space, no accents; `St.-Étienne` and
 * `SAINT ETIENNE` are the same. Empty where nothing of it is written in Latin letters.
 */
export function fold(text: string): string {
  const upper = text.toUpperCase()
  const plain = ascii.test(upper)
    ? upper.replaceAll(/['`]/g, '')
    : upper
        .normalize('NFD')
        .replaceAll(/[\p{M}'’‘ʼ`´]/gu, '')
        .replaceAll(/[ØÆŒŁĐÐÞĦ]/g, (letter) => letters[letter] ?? letter)
  const words = plain.replaceAll(/[^A-Z0-9]+/g, ' ').trim()
  return words.replaceAll(/\b(?:SAINTE?|SANKT|MOUNT|FORT)\b/g, (word) => short[word] ?? word)
}
