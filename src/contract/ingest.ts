import { z } from 'zod'
import { allStatuses, milestones, reasonParties, actors, type Status } from '../model/index.ts'

const text = (max: number) => z.string().trim().min(1).max(max)

/** A plain scan as a merchant's own system posts it. */
export const PostedScan = z.object({
  number: text(64).describe('Tracking number'),
  carrier: text(40)
    .optional()
    .describe('Carrier id as this installation knows it; recognised from the number when left out'),
  code: text(64).optional(),
  text: text(500).optional(),
  localTime: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?$/)
    .describe('`YYYY-MM-DD[THH:MM[:SS]]`, the wall clock at the place'),
  zone: text(64).optional().describe('IANA zone or `±HH:MM`; leave out unless known'),
  place: z
    .object({ city: text(120), region: text(120), postal: text(20), country: z.string().regex(/^[A-Z]{2}$/) })
    .partial()
    .optional(),
  milestone: z.enum(milestones).optional(),
  status: z.enum(allStatuses as [Status, ...Status[]]).optional(),
  reason: z.object({ party: z.enum(reasonParties), code: text(64) }).optional(),
  action: z.object({ by: z.enum(actors), what: text(200) }).optional(),
  sequence: z.int().nonnegative().optional(),
})
export type PostedScan = z.infer<typeof PostedScan>

export const PostScans = z.object({ scans: z.array(PostedScan).min(1).max(1000) })

/** What an ingest did: `stored` are new, `known` were there already. */
export const Ingested = z.object({
  parcels: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      carrier: z.string().nullable(),
      milestone: z.enum(milestones),
      status: z.string(),
      stored: z.int(),
      known: z.int(),
      order: z.string().nullable().describe('Null while no order with this number is known'),
    }),
  ),
  failures: z.array(z.object({ kind: z.string(), code: z.string(), message: z.string() })),
})
export type Ingested = z.infer<typeof Ingested>
