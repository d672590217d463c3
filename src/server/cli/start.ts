import { setTimeout as sleep } from 'node:timers/promises'
import { channels } from '../../connectors/index.ts'
import {
  type Context,
  type Sending,
  findOrMakeShopKey,
  keepSubscribed,
  livePages,
  makeSignInLink,
  orderNotices,
  savePolicies,
  sendDue,
  mappingsJob,
  mappingsTask,
  sendJob,
  sweepChanges,
  subscriptionsWanted,
  sweepMappings,
  sweepLate,
} from '../../service/index.ts'
import { type FolderLock, lockFolder } from '../../store/index.ts'
import { loadAssistant } from '../assistant.ts'
import { type Installation, languageOfShop, openInstallation, operatorContext } from '../compose.ts'
import { readConfig } from '../config.ts'
import type { DemoParts } from '../demo/index.ts'
import { hasDemo, isUntouched } from '../demo/has.ts'
import type { buildServer } from '../http/index.ts'
import { type Command, InputError, UsageError, masterKeyWasMade, print, readArguments } from './command.ts'

export const start: Command = {
  usage: 'start [--demo | --no-demo]',
  summary: 'runs whereabouts: database, job queue, pages and API; where nothing was imported or set, with a demo shop',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      demo: { type: 'boolean' },
      'no-demo': { type: 'boolean', default: false },
    })
    if (positionals.length > 0) throw new UsageError('start takes no arguments')
    if (values.demo && values['no-demo']) throw new UsageError('--demo and --no-demo exclude each other')
    const config = readConfig()
    const closing = new Closing()
    const wish = values.demo ? 'always' : values['no-demo'] ? 'never' : 'where_new'
    const opening = open(config, closing, wish)
    closing.onSignals(opening)
    try {
      await opening
    } catch (error) {
      await closing.all()
      throw error
    }
  },
}

/** `where_new`: on a folder that nothing was imported into or set for, and on one that holds the demo already. */
type DemoWish = 'always' | 'never' | 'where_new'

const demoParts = (config: ReturnType<typeof readConfig>): DemoParts => ({
  ...(!config.mail && { mailbox: { path: '/mailbox' } }),
  signIn: (ctx) => makeSignInLink(ctx),
  widget: { path: '/widget.js', key: findOrMakeShopKey },
  policies: async (ctx, shop) => {
    const { demoPolicies } = await import('../demo/index.ts')
    await savePolicies(ctx, { shop, body: demoPolicies, basedOn: null })
  },
})

async function open(config: ReturnType<typeof readConfig>, closing: Closing, wish: DemoWish): Promise<void> {
  const from = performance.timeOrigin
  // Only this command needs them; the others start faster without.
  const [http, { loadPages }, { startWorkers }, { openCarriers }] = await Promise.all([
    import('../http/index.ts'),
    import('../pages.ts'),
    import('../workers/index.ts'),
    import('../carriers.ts'),
  ])
  const step = (text: string) => print(`  ${text}`)
  print('whereabouts starts')
  const lock: FolderLock = await lockFolder({ folder: config.folder })
  closing.add('folder', async () => lock.release())

  // Pages, assistant and database do not wait for each other.
  const [pages, assistant, installation] = await Promise.all([
    loadPages({ onBuild: () => step('pages are built') }),
    loadAssistant({ onTrain: () => step('the assistant learns its corpus') }),
    openInstallation({ config, mode: 'start', onStep: step }).then((opened) => {
      closing.add('database', opened.close)
      return opened
    }),
  ])
  const { store, clock, log, bus, masterKey } = installation
  const language = (await languageOfShop(installation, assistant)) ?? assistant.language
  const links = { base: config.publicUrl }
  const sending: Sending = {
    ...installation,
    render: pages.renderMail,
    mail: config.mail ? channels.mail.open(config.mail) : null,
    publicUrl: () => links.base,
  }
  const asking = openCarriers(installation)
  closing.add('carriers', asking.close)
  const workers = await startWorkers({
    store,
    clock,
    log,
    consumers: [livePages(bus), orderNotices(installation), asking.consumer, subscriptionsWanted(installation)],
    tasks: { send: sendJob(sending), [mappingsTask]: mappingsJob(installation) },
    catchUps: [
      () => sendDue(sending),
      asking.tick,
      () => keepSubscribed({ ...installation, caller: asking.caller, publicUrl: config.publicUrl }),
    ],
    sweeps: [
      () => sweepLate(sending),
      asking.sweep,
      () => sweepMappings(installation),
      () => sweepChanges(installation),
    ],
  })
  closing.add('job queue', workers.stop)
  step('job queue runs')

  const demo = (await wantsDemo(wish, config, installation))
    ? await openDemo(operatorContext(installation, assistant), demoParts(config))
    : undefined
  const app = http.buildServer({
    ...installation,
    exchange: asking.caller,
    assistant: { ...assistant, language },
    pages,
    demo,
    settings: {
      publicUrl: config.publicUrl,
      tls: config.tls,
      trustProxy: config.trustProxy,
      requestsPerMinute: config.requestsPerMinute,
      lookUpsPerMinute: config.lookUpsPerMinute,
      mailbox: config.mail === undefined,
    },
  })
  closing.add('pages and API', () => app.close())
  const address = await listen(app, config)
  lock.update({ url: address })
  links.base ??= address
  const player = demo?.run()
  if (player) closing.add('demo', player.stop)

  print(`ready in ${((performance.timeOrigin - from + performance.now()) / 1000).toFixed(1)} s`)
  print('')
  if (demo) for (const line of await demo.lines(address)) print(line)
  else {
    print(`  ${address}/            look up an order`)
    print(`  ${address}/docs        the API`)
    if (!config.mail) print(`  ${address}/mailbox     mails, which are kept here while no server for them is set`)
  }
  print('')
  if (!demo) {
    const signIn = await makeSignInLink(operatorContext(installation, assistant))
    print('  to answer shoppers, open this once, within 15 minutes:')
    print(`  ${config.publicUrl ?? address}${signIn}`)
    print('')
  }
  if (masterKey.made) {
    for (const line of masterKeyWasMade(masterKey.from)) print(line)
    print('')
  }
  print('  orders:    npm run -s whereabouts -- import orders FILE')
  print('  sign in:   npm run -s whereabouts -- sign-in --name NAME')
  print('  API key:   npm run -s whereabouts -- keys add NAME')
  print('  stop:      Ctrl-C')
}

async function wantsDemo(wish: DemoWish, config: ReturnType<typeof readConfig>, installation: Installation) {
  if (wish !== 'where_new') return wish === 'always'
  return config.untouched && ((await hasDemo(installation)) || (await isUntouched(installation)))
}

async function openDemo(ctx: Context, parts: DemoParts) {
  const { demoLines, openDemo: open } = await import('../demo/index.ts')
  const demo = await open(ctx, parts)
  return {
    ...demo,
    lines: async (address: string) => {
      const secret = await demo.watch()
      return demoLines({
        address,
        watch: secret === null ? null : `/t/${secret}`,
        mailbox: parts.mailbox?.path ?? null,
        signIn: (await parts.signIn?.(ctx)) ?? null,
      })
    },
  }
}

async function listen(
  app: ReturnType<typeof buildServer>,
  { host, port, tls }: ReturnType<typeof readConfig>,
): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new InputError(
        `port ${port} on ${host} is taken by another program; end it, or choose another port with PORT=4200`,
        { cause: error },
      )
    if (code === 'EACCES')
      throw new InputError(`port ${port} may not be used by this user; choose one above 1023 with PORT=4200`, {
        cause: error,
      })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new InputError(`HOST is ${JSON.stringify(host)}, which is no address of this machine; 127.0.0.1 is one`, {
        cause: error,
      })
    throw error
  }
  const [bound] = app.addresses()
  const shown = host.includes(':') ? `[${host}]` : host
  return `http${tls ? 's' : ''}://${shown}:${typeof bound === 'object' ? bound.port : port}`
}

/** What was opened, closed in reverse; also on Ctrl-C, once, however often it is pressed. */
class Closing {
  #opened: { name: string; close: () => Promise<unknown> }[] = []
  #closing: Promise<void> | undefined

  add(name: string, close: () => Promise<unknown>): void {
    this.#opened.push({ name, close })
  }

  all(): Promise<void> {
    this.#closing ??= (async () => {
      for (const { name, close } of this.#opened.reverse()) {
        await Promise.race([
          close().catch((error: Error) => print(`  ${name}: ${error.message}`)),
          sleep(15_000, undefined, { ref: false }),
        ])
      }
    })()
    return this.#closing
  }

  onSignals(opening: Promise<unknown>): void {
    // npm and the terminal both send the signal: one key press arrives twice.
    let first: number | undefined
    const stop = async () => {
      if (first !== undefined) {
        if (performance.now() - first > 2_000) process.exit(130)
        return
      }
      first = performance.now()
      print('\nwhereabouts stops (once more to leave at once)')
      // What is just being opened can only be closed once it is.
      await opening.catch(() => {})
      await this.all()
      print('stopped; everything is stored')
      process.exit(0)
    }
    process.on('SIGINT', () => void stop())
    process.on('SIGTERM', () => void stop())
  }
}
