import { z } from 'zod'
import { failed, ok, type Result } from '../model/index.ts'
import type { Journey, Phrase } from './journey.ts'
import type { Desk } from './served/desk.ts'

const Place = z.strictObject({
  city: z.string().min(1).nullable().default(null),
  region: z.string().min(1).nullable().default(null),
  postal: z.string().min(1).nullable().default(null),
  country: z.string().length(2).nullable().default(null),
  zone: z.string().refine(isZone, 'is no IANA time zone, such as "Europe/Berlin"'),
})

const Script = z.array(
  z.strictObject({
    carrier: z.string(),
    /** Made up where it is left out. */
    number: z.string().min(5).optional(),
    service: z.string().default('Standard'),
    weightGrams: z.number().int().positive().default(1_000),
    to: Place.optional(),
    due: z.number().nullable().default(null),
    window: z.tuple([z.number(), z.number()]).optional(),
    steps: z
      .array(
        z.strictObject({
          /** Hours of the journey from the simulator's start; below zero it has happened. */
          at: z.number(),
          says: z.string(),
          stop: Place.optional(),
          signedBy: z.string().optional(),
          told: z.number().optional(),
        }),
      )
      .min(1),
  }),
)

export type ScriptedJourney = { readonly carrier: string; readonly journey: Journey }

/** A script's journeys for these carriers; the first mistake is named. */
export function readScript(value: unknown, desks: readonly Desk[]): Result<readonly ScriptedJourney[]> {
  const read = Script.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    const where = issue && issue.path.length > 0 ? `journey ${issue.path.join('.')}: ` : ''
    return bad(
      `${where}${issue?.message ?? 'unreadable'}; a script is a list of {"carrier", "steps": [{"at": -5, "says": "in_transit/picked_up"}, …]}`,
    )
  }
  const journeys: ScriptedJourney[] = []
  for (const [i, { carrier, number, to: given, window, steps, ...rest }] of read.data.entries()) {
    const desk = desks.find(({ id }) => id === carrier)
    if (!desk)
      return bad(`journey ${i}: no carrier "${carrier}" here; there are ${desks.map(({ id }) => id).join(', ')}`)
    const mute = steps.find(({ says }) => !desk.speaker.canSay(says as Phrase))
    if (mute) {
      return bad(
        `journey ${i}: ${desk.name} has no words for "${mute.says}"; it can say ${desk.speaker.phrases().join(', ')}`,
      )
    }
    const to = given ?? desk.towns[0]
    const told = steps.map(({ says, stop = to, at, signedBy, told }) => ({
      at,
      says: says as Phrase,
      stop,
      ...(signedBy !== undefined && { signedBy }),
      ...(told !== undefined && { told }),
    }))
    journeys.push({
      carrier,
      journey: {
        ...rest,
        number: (number ?? desk.numberOf(firstSerial + i)).replaceAll(/\s/g, '').toUpperCase(),
        to,
        ...(window && { window }),
        steps: told.toSorted((a, b) => a.at - b.at),
      },
    })
  }
  return ok(journeys)
}

/** Seen in a number as 77. */
const firstSerial = 77_000_000

const bad = (message: string) => failed({ kind: 'malformed', code: 'BAD_SCRIPT', message })

function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}
