import type { StepState } from '../parts/steps.ts'
import type { Words } from '../words/index.ts'
import type { Mail, Part } from './parts.ts'

/** The mail without markup, for readers that show none. */
export function textOf({ shop, title, parts, footer }: Mail, words: Words): string {
  const blocks = [
    shop,
    title,
    ...grouped(parts).map((part) => blockOf(part, words)),
    ['-- ', ...footer.lines, ...(footer.stop ? [`${footer.stop.label}: ${footer.stop.href}`] : [])].join('\n'),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** Sentences that follow each other are one paragraph. */
function grouped(parts: readonly Part[]): Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part.kind === 'text' && last?.kind === 'text')
      joined.splice(-1, 1, { kind: 'text', text: `${last.text}\n${oneLine(part.text)}` })
    else joined.push(part.kind === 'text' ? { kind: 'text', text: oneLine(part.text) } : part)
  }
  return joined
}

const marks = { done: '✓', current: '●', trouble: '!', ahead: '○', unsure: '?' } as const satisfies Record<
  StepState,
  string
>

function blockOf(part: Part, words: Words): string {
  switch (part.kind) {
    case 'section':
      return `== ${oneLine(part.title)}`
    case 'text':
      return part.text
    case 'notice':
      return `! ${oneLine(part.title)}: ${oneLine(part.text)}`
    case 'code':
      return `    ${part.code}`
    case 'button':
      return `${part.label}:\n${part.href}`
    case 'steps':
      return [
        `${part.title}:`,
        ...part.steps.map(({ state, label, said }) => `  ${marks[state]} ${label} (${said})`),
      ].join('\n')
    case 'lines':
      return [
        `${part.title}:`,
        ...part.lines.map(
          ({ quantity, title, variant }) =>
            `  ${words.quantity(quantity)} ${oneLine(title)}${variant ? `, ${oneLine(variant)}` : ''}`,
        ),
      ].join('\n')
    case 'facts':
      return part.facts.map(({ term, value }) => `${oneLine(term)}: ${oneLine(value)}`).join('\n')
    case 'source':
      return oneLine(part.text)
    default:
      return part satisfies never
  }
}

/** A title from a shop must not look like a line of ours. */
const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
