import { once } from 'node:events'
import { milestoneOf, type Status } from '../../model/index.ts'
import { desks, type FaultPlan, readFaults, readScript, roughDay, secretOf } from '../../simulator/index.ts'
import { type Simulator, startSimulator } from '../simulate/index.ts'
import { testNumbersPage } from '../simulate/page.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments } from './command.ts'
import { readText } from './read.ts'

export const simulate: Command = {
  usage:
    'simulate [--port N] [--host H] [--apart] [--carriers a,b] [--rate R] [--seed S] [--parcels N] [--script FILE] [--faults FILE|none|rough] [--json] | --numbers',
  summary: 'plays carriers as local servers, with test numbers, journeys and faults; --numbers prints the test numbers',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      port: { type: 'string', default: '8787' },
      host: { type: 'string', default: '127.0.0.1' },
      apart: { type: 'boolean', default: false },
      carriers: { type: 'string' },
      rate: { type: 'string', default: '1' },
      seed: { type: 'string', default: 'whereabouts' },
      parcels: { type: 'string', default: '20' },
      script: { type: 'string' },
      faults: { type: 'string', default: 'none' },
      numbers: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    })
    if (positionals.length > 0) throw new UsageError('simulate takes no arguments beside its options')
    if (values.numbers) {
      process.stdout.write(testNumbersPage())
      return
    }
    const carriers = values.carriers?.split(',').map((id) => id.trim()) ?? desks.map(({ id }) => id)
    const stranger = carriers.find((id) => !desks.some((desk) => desk.id === id))
    if (stranger !== undefined) {
      throw new UsageError(`no carrier "${stranger}" is played; there are ${desks.map(({ id }) => id).join(', ')}`)
    }
    const simulator = await startSimulator({
      carriers,
      port: whole('port', values.port, 65_535),
      host: values.host,
      apart: values.apart,
      rate: positive('rate', values.rate),
      seed: values.seed,
      parcels: whole('parcels', values.parcels, 1_000_000),
      faults: await faultsOf(values.faults),
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.syscall !== 'listen') throw error
      throw new InputError(
        `${values.host}:${values.port} can't be listened on (${error.code}); --port 0 takes a free one`,
      )
    })
    try {
      const scripted = values.script === undefined ? [] : await loadScript(values.script, simulator)
      tell(simulator, scripted, values.json)
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    } finally {
      await simulator.close()
    }
  },
}

function tell(
  { url, carriers }: Simulator,
  scripted: readonly { carrier: string; number: string }[],
  json: boolean,
): void {
  const rows = carriers.map(({ counter: { desk, parcels }, url }) => ({
    id: desk.id,
    name: desk.name,
    url,
    tracking: `${desk.tracking.method} ${desk.tracking.example}`,
    ...(desk.access.kind === 'oauth' && { token: `POST ${desk.access.path}` }),
    credential: { id: customer, secret: secretOf(customer) },
    tests: parcels.tests,
    random: { count: parcels.random.length, first: parcels.random[0] ?? null },
    scripted: scripted.filter(({ carrier }) => carrier === desk.id).map(({ number }) => number),
  }))
  if (json) {
    printJson({ control: `${url}/_control/`, carriers: rows })
    return
  }
  for (const { name, url, tracking, token, tests, random, scripted } of rows) {
    print(`${name}  ${url}\n  ${tracking}${token === undefined ? '' : `  with a token from ${token}`}`)
    for (const milestone of Map.groupBy(tests, ({ says }) => milestoneOf(says.split(':', 1)[0] as Status)).values()) {
      const [one] = milestone
      if (one)
        print(
          `  ${one.number.padEnd(20)} ${one.says}${milestone.length > 1 ? `, and ${milestone.length - 1} more` : ''}`,
        )
    }
    if (random.first !== null) print(`  ${random.first.padEnd(20)} the first of ${random.count} random parcels`)
    for (const number of scripted) print(`  ${number.padEnd(20)} from the script`)
  }
  print(`credentials everywhere: ${customer} with ${secretOf(customer)}; any other id from sim- on is another customer`)
  print('  (the key alone is a DHL-API-Key; Purolator takes a UserToken from sim- on beside them, or none)')
  print(`clock, faults, journeys, all numbers, log: ${url}/_control/`)
  print('stops with Ctrl-C')
}

const customer = 'sim-shop'

async function loadScript(file: string, { carriers }: Simulator) {
  const script = readScript(
    await readJson(file),
    carriers.map(({ counter }) => counter.desk),
  )
  if (!script.ok) throw new InputError(`${file}: ${script.failure.message}`)
  for (const { carrier, journey } of script.value)
    carriers.find(({ counter }) => counter.desk.id === carrier)?.counter.load(journey)
  return script.value.map(({ carrier, journey: { number } }) => ({ carrier, number }))
}

async function faultsOf(given: string): Promise<FaultPlan> {
  if (given === 'none') return []
  if (given === 'rough') return roughDay
  const plan = readFaults(await readJson(given))
  if (!plan.ok) throw new InputError(`${given}: ${plan.failure.message}`)
  return plan.value
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > most)
    throw new UsageError(`--${name} is a whole number up to ${most}, not "${text}"`)
  return value
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 1e6)) throw new UsageError(`--${name} is a number above 0, such as 120, not "${text}"`)
  return value
}
