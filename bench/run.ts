import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { openTemporary } from '../src/store/embedded/temporary.ts'
import { type Claim, type Row, isReached, median } from './claim.ts'
import { freshness } from './freshness.ts'
import { ingest } from './ingest.ts'
import { lookup } from './lookup.ts'
import { page } from './page.ts'
import { locating } from './places.ts'
import { ready } from './ready.ts'
import { answering } from './turn.ts'
import { understanding } from './understanding.ts'

const claims: Readonly<Record<string, Claim>> = {
  ready,
  ingest,
  turn: answering,
  page,
  lookup,
  places: locating,
  understanding,
  freshness,
}

const document = join(import.meta.dirname, '../docs/benchmarks.md')
const usage = `usage: npm run bench -- [NAME…] [--rounds N] [--json]
  NAME is one of ${Object.keys(claims).join(', ')}; without one, all run and docs/benchmarks.md is written`

type Measured = { readonly name: string; readonly rows: readonly Row[] }

await main()

async function main(): Promise<void> {
  const { values, positionals } = readArguments()
  const rounds = Number(values.rounds)
  const unknown = positionals.filter((name) => !Object.hasOwn(claims, name))
  if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
    process.stderr.write(`${unknown.length > 0 ? `no claim is called "${unknown[0]}"\n` : ''}${usage}\n`)
    process.exitCode = 2
    return
  }
  const names = positionals.length > 0 ? positionals : Object.keys(claims)
  const measured: Measured[] = []
  // One process each: what one claim leaves in the heap must not slow the next.
  for (const name of names)
    measured.push(names.length === 1 ? await measure(name, rounds) : await measureApart(name, rounds))
  if (positionals.length === 0) await write(measured, rounds)
  process.stdout.write(
    values.json
      ? `${JSON.stringify(measured.map(({ name, rows }) => ({ name, rows: rows.map((row) => ({ ...row, median: median(row.rounds), reached: isReached(row) ?? null })) })))}\n`
      : measured.map(sectionOf).join('\n'),
  )
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
    })
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`)
    return process.exit(2)
  }
}

async function measure(name: string, rounds: number): Promise<Measured> {
  const claim = claims[name]
  if (!claim) throw new Error(`no claim is called "${name}"`)
  const tell = (text: string) => process.stderr.write(`${name}: ${text}\n`)
  tell(`${claim.title}, ${rounds} rounds`)
  return { name, rows: await claim.run({ rounds, tell }) }
}

async function measureApart(name: string, rounds: number): Promise<Measured> {
  const child = spawn(process.execPath, [import.meta.filename, name, '--json', '--rounds', String(rounds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  if (code !== 0) throw new Error(`${name} ended with ${code}`)
  const [one] = JSON.parse(Buffer.concat(chunks).toString()) as Measured[]
  if (!one) throw new Error(`${name} told nothing`)
  return one
}

async function write(measured: readonly Measured[], rounds: number): Promise<void> {
  const [cpu] = cpus()
  const text = `# Benchmarks

Written by \`npm run bench\`; do not edit. Each figure is the median of ${rounds} rounds with the range behind it. What is compared ran in the same
rounds in changing order. Times depend on the machine and on what else it does; ratios hold longer.

| | |
|---|---|
| when | ${Temporal.Now.plainDateISO().toString()} |
| machine | ${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch} |
| Node | ${process.versions.node} |
| PostgreSQL | ${await postgresVersion()}, embedded, fsync on |

${measured.map(sectionOf).join('\n')}`
  await mkdir(dirname(document), { recursive: true })
  await writeFile(document, text)
}

function sectionOf({ name, rows }: Measured): string {
  const claim = claims[name]
  const lines = rows.map((row) => {
    const { figure, unit, rounds, target } = row
    const reached = isReached(row)
    const aim = target ? ('atMost' in target ? `≤ ${show(target.atMost)}` : `≥ ${show(target.atLeast)}`) : ''
    const range = rounds.length > 1 ? `${show(Math.min(...rounds))} – ${show(Math.max(...rounds))}` : ''
    return `| ${figure} | ${show(median(rounds))} | ${range} | ${unit} | ${aim} | ${reached === undefined ? '' : reached ? 'yes' : '**no**'} |`
  })
  return `## ${claim?.title ?? name}

\`npm run bench -- ${name}\`: ${claim?.text ?? ''}

| figure | median | range | unit | target | reached |
|---|---:|---:|---|---:|---|
${lines.join('\n')}
`
}

/** Three significant digits, no exponent. */
function show(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}

async function postgresVersion(): Promise<string> {
  const server = await openTemporary({ durable: false })
  await server.stop()
  return server.version
}
