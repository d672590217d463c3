import { readFile } from 'node:fs/promises'
import { glob } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'

/** The house's rooms and which way their imports may point. `docs/adr/0001` tells why. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  'src/model': [],
  'src/contract': ['src/model'],
  'src/places': ['src/model'],
  'src/chat': ['src/model'],
  'src/insight': ['src/model'],
  'src/store': ['src/model'],
  'src/bus': ['src/model'],
  'src/connectors': ['src/model'],
  // It plays what connectors read, so it must not share a line with them: a mistake in both would pass unseen.
  'src/simulator': ['src/model'],
  'src/service': ['src/model', 'src/contract', 'src/chat', 'src/insight', 'src/places', 'src/store'],
  'src/server': [
    'src/model',
    'src/contract',
    'src/places',
    'src/chat',
    'src/insight',
    'src/store',
    'src/bus',
    'src/connectors',
    'src/simulator',
    'src/service',
  ],
  // Types of the model and the contract; what little it runs of them is listed in `pureValues`.
  web: ['src/model', 'src/contract'],
  corpus: ['src/chat'],
}

const pure = new Set(['src/model', 'src/contract', 'src/places', 'src/chat', 'src/insight', 'src/simulator'])

/** Single edges beside the arrows, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  'src/server/pages.ts -> web/build.ts': 'start builds the pages when their sources changed',
  'src/server/pages.ts -> web/rendering.ts': 'the types of what the built web exports',
  'src/server/http/app.ts -> web/rendering.ts': 'the types of what the built web exports',
  'src/server/http/server.ts -> web/rendering.ts': 'the types of what the built web exports',
  'src/server/demo/open.ts -> web/rendering.ts': 'the types of what the built web exports',
  'src/server/assistant.ts -> corpus/en/replies.ts': 'replies are data; the server reads the corpus',
}

type Import = {
  readonly from: string
  readonly to: string
  readonly kind: 'static' | 'dynamic' | 'type'
  readonly line: number
}
type File = { readonly path: string; readonly text: string; readonly imports: readonly Import[] }

const root = resolve(import.meta.dirname, '..')
let files: File[]

beforeAll(async () => {
  files = []
  for await (const path of glob(['src/**/*.ts', 'web/**/*.{ts,tsx}', 'corpus/**/*.ts'], {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  })) {
    files.push(await readSource(path))
  }
})

async function readSource(path: string): Promise<File> {
  const text = await readFile(join(root, path), 'utf8')
  const { program, errors } = parseSync(path, text, { sourceType: 'module' })
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`)
  const imports: Import[] = []
  const add = (to: string, kind: Import['kind'], start: number) =>
    imports.push({
      from: path,
      to: to.startsWith('.') ? relative(root, resolve(root, dirname(path), to)) : to,
      kind,
      line: text.slice(0, start).split('\n').length,
    })
  walk(program, (node) => {
    const { source } = node
    if (
      [
        'ImportDeclaration',
        'ExportNamedDeclaration',
        'ExportAllDeclaration',
        'ImportExpression',
        'TSImportType',
      ].includes(node.type)
    ) {
      const value = (source as { value?: unknown } | null)?.value
      if (typeof value === 'string') {
        const isType =
          node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType' || onlyTypes(node)
        add(value, node.type === 'ImportExpression' ? 'dynamic' : isType ? 'type' : 'static', node.start)
      } else if (node.type === 'ImportExpression') {
        add('(computed)', 'dynamic', node.start)
      }
    }
  })
  return { path, text, imports }
}

type Node = {
  readonly type: string
  readonly start: number
  readonly source?: unknown
  readonly importKind?: string
  readonly exportKind?: string
  readonly specifiers?: readonly { importKind?: string; exportKind?: string }[]
}

const onlyTypes = ({ specifiers }: Node) =>
  specifiers !== undefined &&
  specifiers.length > 0 &&
  specifiers.every(({ importKind, exportKind }) => importKind === 'type' || exportKind === 'type')

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const one of value) walk(one, visit)
  } else if (value !== null && typeof value === 'object') {
    if ('type' in value && typeof value.type === 'string') visit(value as Node)
    for (const one of Object.values(value)) walk(one, visit)
  }
}

const rooms = Object.keys(arrows)
const roomOf = (path: string) => rooms.find((room) => path === room || path.startsWith(`${room}/`))
const isTest = (path: string) => path.endsWith('.test.ts') || path.endsWith('.test.tsx')
/** Helpers that only tests use, beside what they test. */
const testOnly = (path: string) =>
  isTest(path) || path === 'src/store/embedded/temporary.ts' || path === 'src/connectors/kit/contract.ts'
const sources = () => files.filter(({ path }) => !testOnly(path))
const told = ({ from, to, kind, line }: Import) => `${from}:${line} -> ${to} (${kind})`

describe('the house', () => {
  it('was seen: every room that has files, and their imports of every kind', () => {
    const seen = new Map(rooms.map((room) => [room, files.filter(({ path }) => roomOf(path) === room).length]))
    for (const room of [
      'src/model',
      'src/contract',
      'src/places',
      'src/chat',
      'src/store',
      'src/bus',
      'src/connectors',
      'src/simulator',
      'src/service',
      'src/server',
      'web',
      'corpus',
    ]) {
      expect(seen.get(room), room).toBeGreaterThan(0)
    }
    expect(files.length).toBeGreaterThan(100)
    const kinds = new Set(files.flatMap(({ imports }) => imports.map(({ kind }) => kind)))
    expect(kinds).toEqual(new Set(['static', 'dynamic', 'type']))
    expect(files.filter(({ path }) => roomOf(path) === undefined).map(({ path }) => path)).toEqual([])
  })

  it('has arrows that point one way', () => {
    const wrong = sources()
      .flatMap(({ imports }) => imports)
      .filter(({ from, to }) => {
        const [here, there] = [roomOf(from), roomOf(to)]
        if (here === undefined || there === undefined || here === there) return false
        if (exceptions[`${from} -> ${to}`]) return false
        return !arrows[here]?.includes(there)
      })
    expect(wrong.map(told)).toEqual([])
  })

  it('lists no exception that nothing uses', () => {
    const edges = new Set(files.flatMap(({ imports }) => imports.map(({ from, to }) => `${from} -> ${to}`)))
    // The assistant's replies are named by language at run time.
    const computed = 'src/server/assistant.ts -> corpus/en/replies.ts'
    expect(Object.keys(exceptions).filter((edge) => !edges.has(edge) && edge !== computed)).toEqual([])
  })

  it('has one door a room: its index.ts', () => {
    const wrong = sources()
      .flatMap(({ imports }) => imports)
      .filter(({ from, to }) => {
        const [here, there] = [roomOf(from), roomOf(to)]
        if (there === undefined || here === there || exceptions[`${from} -> ${to}`]) return false
        return to !== `${there}/index.ts` && there.startsWith('src/')
      })
    expect(wrong.map(told)).toEqual([])
  })

  it('keeps the pure rooms pure: no node:*, no clock, no chance, no environment, no network', () => {
    const inPure = sources().filter(({ path }) => pure.has(roomOf(path) ?? ''))
    const outside = inPure
      .flatMap(({ imports }) => imports)
      .filter(
        ({ to }) =>
          to.startsWith('node:') || (!to.includes('/') && !['zod', 'fast-xml-parser', '(computed)'].includes(to)),
      )
    expect(outside.map(told)).toEqual([])
    const impure =
      /\b(?:Date\.now|new Date\(\)|Math\.random|Temporal\.Now|process\.|fetch\(|setTimeout|setInterval|performance\.now|crypto\.)/
    expect(inPure.filter(({ text }) => impure.test(withoutComments(text))).map(({ path }) => path)).toEqual([])
  })

  it('has no connector that imports its neighbour', () => {
    const provider = (path: string) =>
      /^src\/connectors\/(?:carriers|shops|channels|desks|payments|labels|llm)\/([^/.]+)\//.exec(path)?.[0]
    const wrong = sources()
      .flatMap(({ imports }) => imports)
      .filter(({ from, to }) => {
        const [here, there] = [provider(from), provider(to)]
        return here !== undefined && there !== undefined && here !== there
      })
    expect(wrong.map(told)).toEqual([])
  })

  it('speaks SQL in the store only', () => {
    const sql =
      /[`'"]\s*(?:select\s[^`'"]*\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(?:table|role|schema)\s)/i
    const elsewhere = sources().filter(
      ({ path, text }) => roomOf(path) !== 'src/store' && roomOf(path) !== 'corpus' && sql.test(withoutComments(text)),
    )
    expect(elsewhere.map(({ path }) => path)).toEqual([])
    expect(sources().filter(({ path, text }) => roomOf(path) === 'src/store' && sql.test(text)).length).toBeGreaterThan(
      5,
    )
  })

  it('names a provider only in its own folder, in the registry, and where the simulator plays it', () => {
    const folder = /^src\/connectors\/(?:carriers|shops)\/([^/.]+)\//
    // "csv" is a format before it is a connector's name.
    const providers = new Set(files.flatMap(({ path }) => folder.exec(path)?.[1] ?? []).filter((id) => id !== 'csv'))
    expect(providers.size).toBeGreaterThan(4)
    const named = new RegExp(`['"](?:${[...providers].join('|')})['"]`)
    const wrong = sources().filter(
      ({ path, text }) =>
        !/^src\/(?:connectors|simulator\/(?:carriers|shops))\//.test(path) && named.test(withoutComments(text)),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it('reads the environment in one file', () => {
    const wrong = sources().filter(
      ({ path, text }) => path !== 'src/server/config.ts' && /process\.env/.test(withoutComments(text)),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it('gives the browser no server code: web runs nothing of src but pure values, and none of node', () => {
    const browser = sources().filter(({ path }) => path.startsWith('web/') && !['web/build.ts'].includes(path))
    const wrong = browser
      .flatMap(({ imports }) => imports)
      .filter(({ to, kind }) => (to.startsWith('src/') && kind !== 'type') || to.startsWith('node:'))
    expect(wrong.map(told)).toEqual([])
  })

  it('computes what it imports in five places only: replies and words by language, built pages, binaries by platform', () => {
    const computed = sources().filter(({ imports }) => imports.some(({ to }) => to === '(computed)'))
    expect(computed.map(({ path }) => path).toSorted()).toEqual([
      'src/server/assistant.ts',
      'src/server/pages.ts',
      'src/store/embedded/binaries.ts',
      'web/tracking/client.ts',
      'web/widget/loader.ts',
    ])
  })
})

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
}
