import { tellingOrders } from './orders.ts'
import { questions } from './questions.ts'

/** What `start` prints of the demo, within eighty columns. */
export function demoLines({
  address,
  watch,
  mailbox,
  signIn,
}: {
  address: string
  /** Paths. */
  watch: string | null
  mailbox: string | null
  signIn: string | null
}): readonly string[] {
  const links: readonly (readonly [string, string | null])[] = [
    ['shop', '/demo'],
    ['moves soon', watch],
    ['mailbox', mailbox],
    ['desk', signIn],
    ['look-up', '/'],
    ['API', '/docs'],
  ]
  const shown = links.filter(([, path]) => path !== null)
  const postcodes = new Map(tellingOrders.map(({ script }) => [script.number, script.address.postal ?? '']))
  const width = Math.max(...questions.map(({ say }) => say.length)) + 4
  return [
    'The demo runs: Lumen & Oak, an invented shop whose parcels move while you look.',
    '',
    // A tracking link is 46 characters beside the address.
    ...shown.map(([what, path]) => `${what.padEnd(10)} ${address}${path}`),
    ...(signIn === null ? [] : ['', 'The desk’s link opens once, within 15 minutes; “sign in” below makes another.']),
    '',
    'Ask in the shop; type the order number and the postcode when asked for them:',
    '',
    ...questions.map(({ say, order }) => `  ${`“${say}”`.padEnd(width)}${order}   ${postcodes.get(order)}`),
  ]
}
