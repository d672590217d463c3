const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Text as it stands inside an element. */
export const xmlText = (plain: string): string => plain.replaceAll(/[&<>]/g, (char) => entities[char] ?? char)
