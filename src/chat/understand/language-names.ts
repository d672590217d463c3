/**
 * The language a message asks for by name, among those there are: "in German", "auf Deutsch", "بالألمانية". Null where it names
 * none of them, or only says that it doesn't speak one.
 */
export function languageAskedFor(text: string, spoken: string, among: readonly string[]): string | null {
  const clauses = text
    .slice(0, readChars)
    .normalize('NFKC')
    .toLocaleLowerCase(spoken)
    .split(/[,.;:!?\n]+/u)
  for (const clause of clauses) {
    const words = clause.match(/[\p{L}\p{M}'’]+/gu) ?? []
    if (words.some((word) => denied.has(word))) continue
    const asked = among.find((tag) => namesOf(tag, among).some((name) => words.some((word) => word.includes(name))))
    if (asked !== undefined) return asked
  }
  return null
}

const readChars = 1000

/** "I don't speak English", "mein Deutsch ist schlecht": the language is named to say that it won't do. */
const denials: Readonly<Record<string, readonly string[]>> = {
  en: ['not', 'no', "don't", 'don’t', 'dont', "can't", 'can’t', 'cannot', 'bad', 'poor', 'sorry', 'without'],
  de: ['nicht', 'kein', 'keine', 'keinen', 'schlecht', 'schlechtes', 'ohne'],
}
const denied: ReadonlySet<string> = new Set(Object.values(denials).flat())

/** A language's name in each of ours, its own first. */
function namesOf(tag: string, among: readonly string[]): string[] {
  return [tag, ...among].flatMap((of) => {
    const name = new Intl.DisplayNames(of, { type: 'language', fallback: 'none' }).of(tag)
    return name === undefined ? [] : [name.toLocaleLowerCase(of)]
  })
}
