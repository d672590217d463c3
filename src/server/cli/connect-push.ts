import {
  type Context,
  type PushAddress,
  connectPush,
  pushState,
  readPushesAgain,
  retrySubscriptions,
} from '../../service/index.ts'
import { type Config, readConfig } from '../config.ts'
import { noPublicUrl } from './check-pushes.ts'
import { print, printJson } from './command.ts'
import { addressOf } from './keep.ts'

/** `connect push`: how carriers' pushes are doing, a new secret for an account, or what failed tried again. */
export async function pushes(
  ctx: Context,
  { account, secret, json }: { account: string | undefined; secret: string | undefined; json: boolean },
): Promise<void> {
  const config = readConfig()
  if (account === undefined) return listPushes(ctx, { config, json })
  if (account === 'retry') {
    const { read, left } = await readPushesAgain(ctx)
    const subscriptions = await retrySubscriptions(ctx)
    if (json) return printJson({ read, left, subscriptions })
    print(`${read} pushes could be read now, ${left} still can't`)
    return print(`${subscriptions} subscriptions that were given up are asked for again`)
  }
  const push = await connectPush(ctx, { account, ...(secret !== undefined && { secret }) })
  if (json)
    return printJson({
      id: account,
      carrier: push.carrier,
      url: `${addressOf(config)}${push.path}`,
      secret: push.secret,
    })
  printPush(ctx, push, config)
  print('The secret before this one, if there was one, is good for 24 hours more.')
}

async function listPushes(ctx: Context, { config, json }: { config: Config; json: boolean }): Promise<void> {
  const states = await pushState(ctx)
  if (json) return printJson(states)
  if (states.length === 0) print('no account is pushed to; connect one with: whereabouts connect CARRIER')
  for (const { account, carrier, path, lastEventAt, events24h, duplicates24h, unread, subscriptions } of states) {
    const heard = lastEventAt ? `last heard ${lastEventAt.toString()}` : 'nothing heard yet'
    const counts = [`${events24h} in 24 h`, `${duplicates24h} came again`, `${unread} unread`]
    const { live, waiting, lapsing, givenUp } = subscriptions ?? {}
    if (subscriptions)
      counts.push(`subscribed ${live} (${lapsing} lapse within a day), ${waiting} waiting, ${givenUp} given up`)
    print(`${account}  ${carrier}  ${heard}  ${counts.join(', ')}`)
    print(`  ${addressOf(config)}${path}`)
  }
  if (states.some(({ subscriptions }) => subscriptions) && config.publicUrl === undefined) print(noPublicUrl)
}

/** Where a carrier pushes, and what to do there so that it does. */
export function printPush({ carriers }: Context, { carrier, path, secret, setUp }: PushAddress, config: Config): void {
  print('')
  print(`${carrier} can also push what it scans:`)
  print(`address: ${addressOf(config)}${path}`)
  print(`secret:  ${secret}`)
  print('')
  for (const line of setUp) print(line)
  if (config.publicUrl === undefined && carriers.get(carrier)?.push?.subscribe) print(noPublicUrl)
}
