import { type Context, pushState } from '../../service/index.ts'
import type { Config } from '../config.ts'

/** Whether carriers that push here are understood and stay subscribed; undefined where none does. */
export async function checkPushes(
  ctx: Context,
  { publicUrl }: Pick<Config, 'publicUrl'>,
): Promise<{ readonly ok: boolean; readonly detail: string } | undefined> {
  const states = await pushState(ctx)
  if (states.length === 0) return undefined
  const wrong = states.flatMap(({ carrier, unread, subscriptions }) => {
    const givenUp = subscriptions?.givenUp ?? 0
    const lapsing = subscriptions?.lapsing ?? 0
    return [
      ...(unread > 0
        ? [
            `${unread} of ${carrier} could not be read and are kept for 30 days; after an update: whereabouts connect push retry`,
          ]
        : []),
      ...(givenUp > 0
        ? [
            `${carrier} took no subscription for ${givenUp} parcels, which are asked for instead; to try again: whereabouts connect push retry`,
          ]
        : []),
      ...(lapsing > 0
        ? [`${lapsing} subscriptions at ${carrier} lapse within a day and could not be renewed yet`]
        : []),
    ]
  })
  if (publicUrl === undefined && states.some(({ subscriptions }) => subscriptions)) wrong.unshift(noPublicUrl)
  return wrong.length > 0
    ? { ok: false, detail: wrong.join('; ') }
    : { ok: true, detail: `${states.map(({ carrier }) => carrier).join(', ')}: all read` }
}

export const noPublicUrl =
  'PUBLIC_URL is not set: no carrier is asked to push, because none could reach us; set it to what others reach this under, such as https://track.example.com'
