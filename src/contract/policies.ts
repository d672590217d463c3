import { z } from 'zod'
import { Policies, policyTopics } from '../model/index.ts'

const instant = z.iso.datetime().describe('RFC 3339 instant in UTC')

/** One version of what a shop says of itself. */
export const PolicyVersion = z.object({
  version: z.int().describe('0 where the shop has told nothing yet'),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable().describe('`operator`, or `api_key` and its id'),
  policies: Policies,
})

export const PolicyGaps = z.object({
  items: z.array(
    z.object({
      topic: z.enum(policyTopics),
      detail: z.string().nullable().describe('The country asked about, as its ISO 3166-1 code'),
      count: z.int().describe('Conversations that asked'),
      firstAsked: instant,
      lastAsked: instant,
      resolvedAt: instant.nullable(),
      resolvedVersion: z.int().nullable().describe('The version that told it'),
    }),
  ),
})
