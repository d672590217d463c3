import { z } from 'zod'
import { conversationStates, levels } from '../model/index.ts'
import { MessageView, OrderView } from './view.ts'

/** What a person who answers for the shop is given of a conversation. */

const instant = z.iso.datetime().describe('RFC 3339 instant in UTC')

export const handOverReasons = [
  'asked',
  'complaint',
  'cannot',
  'not_understood',
  'not_verified',
  'problem',
  'upset',
] as const
export const attemptOutcomes = [
  'answered',
  'asked_back',
  'verified',
  'not_verified',
  'not_understood',
  'cannot',
  'handed_over',
  'waiting',
  'talk',
] as const
export const feelings = ['negative', 'neutral', 'positive'] as const

export const HandOverView = z.object({
  conversation: z.string(),
  state: z.enum(conversationStates),
  level: z.enum(levels).describe('How the shopper proved who they are; L0 is a stranger'),
  handOver: z
    .object({
      at: instant,
      reason: z.enum(handOverReasons),
      state: z.enum(['open', 'answered', 'returned', 'closed']),
      waitingSince: instant.nullable().describe('Since when the shopper has waited for a person; null once answered'),
      takenBy: z.string().nullable(),
      firstAnswerAt: instant.nullable(),
    })
    .nullable(),
  shop: z.object({ name: z.string(), zone: z.string().describe('IANA zone its times are told in') }),
  feeling: z.enum(feelings).nullable().describe('Null where nothing was read from the words'),
  orders: z.array(OrderView).describe('Those the shopper may see, as they stand now'),
  tried: z
    .array(
      z.object({
        at: instant,
        text: z.string().describe("The shopper's words, cut to a line"),
        intent: z.string().nullable(),
        topic: z.string().nullable().describe('The intent as a shopper would put it'),
        outcome: z.enum(attemptOutcomes),
        times: z.int().describe('How often it had been asked by then'),
      }),
    )
    .describe('What the assistant understood and what came of it, oldest first'),
  draft: MessageView.pick({ text: true, evidence: true })
    .nullable()
    .describe('A reply made of facts alone, for a person to change; null where no order may be spoken of'),
  messages: z.array(MessageView),
})
export type HandOverView = z.infer<typeof HandOverView>

export const deskFilters = ['all', 'waiting', 'answered', 'assistant', 'closed'] as const
export type DeskFilter = (typeof deskFilters)[number]

/** One conversation in the desk's list. */
export type DeskRow = {
  readonly id: string
  readonly group: Exclude<DeskFilter, 'all'>
  /** Since when somebody waits, else when it last changed. */
  readonly since: string
  readonly reason: (typeof handOverReasons)[number] | null
  readonly takenBy: string | null
  readonly level: (typeof levels)[number]
  readonly firstName: string | null
  readonly order: string | null
  readonly last: { readonly by: MessageView['by']; readonly text: string } | null
}

type Common = {
  /** BCP 47, of the person at the desk. */
  readonly language: string
  readonly now: string
  readonly zone: string
  readonly agent: string | null
  readonly counts: { readonly waiting: number; readonly answered: number }
}

export type DeskGap = {
  readonly shop: string
  /** "whether it ships there", in the agent's language where it is taught. */
  readonly topic: string
  /** ISO 3166-1 alpha-2, where it was asked of one country. */
  readonly country: string | null
  /** Conversations that asked. */
  readonly count: number
}

/** All that a page of the desk is rendered from. */
export type DeskPage =
  | (Common & {
      readonly kind: 'list'
      readonly filter: DeskFilter
      readonly rows: readonly DeskRow[]
      /** The address of the next page. */
      readonly next: string | null
      /** What shoppers asked of a shop that it has never said, the most asked first; only on the first page of all. */
      readonly gaps: readonly DeskGap[]
    })
  | (Common & {
      readonly kind: 'conversation'
      readonly packet: HandOverView
      /** What was typed and refused, or the draft that was asked for. */
      readonly text: string
      readonly refused: 'answered_meanwhile' | 'handed_back' | 'closed' | 'empty' | null
    })
  | { readonly kind: 'sign_in' | 'sign_in_wrong' | 'signed_out' | 'not_found'; readonly language: string }
