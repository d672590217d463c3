import { createHash } from 'node:crypto'
import {
  copyFile,
  glob,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { createBuilder } from 'vite'
import config from '../vite.config.ts'
import type { Assets } from './rendering.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'dist/web')

/** `source` is the hash of all that was built from, `sizes` are gzipped bytes; `widget` is what shops' pages load. */
type Manifest = Assets & {
  readonly source: string
  readonly sizes: Readonly<Record<string, number>>
  readonly widget: WidgetFiles
}

/** The widget's module, and the words it speaks with; the loader is given these names when it is built. */
type WidgetFiles = { readonly module: string; readonly words: Readonly<Record<string, string>> }

/** Browser files that no page names any more are kept this long, for pages and servers that still do. */
const keepOldFilesMs = 86_400_000

/**
 * Builds `dist/web`: `server.js`, `manifest.json` and `assets/`. Does nothing when its sources have not changed. Names of
 * browser files hold their hash, so new ones lie beside the old, and what names them is swapped last, in one step each.
 */
export async function buildWeb({ force = false }: { readonly force?: boolean } = {}): Promise<{
  readonly built: boolean
  readonly manifest: Manifest
}> {
  const source = await hashOfSources()
  const known = await readManifest()
  if (!force && known?.source === source) return { built: false, manifest: known }

  await mkdir(target, { recursive: true })
  const fresh = await mkdtemp(join(root, 'dist/web-'))
  try {
    await build(fresh)
    const manifest = await manifestOf(fresh, source)
    await putInPlace(fresh, manifest)
    return { built: true, manifest }
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

async function build(outDir: string): Promise<void> {
  const { client, widget, loader, ssr } = config.environments ?? {}
  const into = (options: typeof client) => ({ ...options, build: { ...options?.build, outDir } })
  const builder = await createBuilder({
    ...config,
    root,
    configFile: false,
    logLevel: 'warn',
    environments: { client: into(client), widget: into(widget), loader: into(loader), ssr: into(ssr) },
  })
  for (const environment of Object.values(builder.environments)) await builder.build(environment)
}

async function manifestOf(folder: string, source: string): Promise<Manifest> {
  type Files = Record<string, { file: string; css?: string[] }>
  const files = JSON.parse(await readFile(join(folder, 'files.json'), 'utf8')) as Files
  const url = (file: string | undefined, what: string) => {
    if (!file) throw new Error(`the build made no ${what}; is it still imported by web/tracking/client.ts?`)
    return `/${file}`
  }
  const entry = files['web/tracking/client.ts']
  const desk = files['web/desk/client.ts']
  const words = Object.entries(files).flatMap(([from, { file }]) => {
    const language = /^web\/words\/([a-z]+)\.ts$/.exec(from)?.[1]
    return language ? [[language, url(file, from)] as const] : []
  })
  const names = await readdir(join(folder, 'assets'))
  const widget = await nameFiles(folder, names)
  const sizes: Record<string, number> = { 'widget.js': gzipSync(await readFile(join(folder, 'widget.js'))).length }
  for (const name of names) sizes[name] = gzipSync(await readFile(join(folder, 'assets', name))).length
  return {
    source,
    script: url(entry?.file, 'script'),
    desk: { script: url(desk?.file, 'script'), style: url(desk?.css?.[0], 'style sheet') },
    style: url(entry?.css?.[0], 'style sheet'),
    words: Object.fromEntries(words),
    widget,
    sizes,
  }
}

/** Tells the loader what the files are called that it will ask for. */
async function nameFiles(folder: string, names: readonly string[]): Promise<WidgetFiles> {
  const own = names.flatMap((name) => {
    const language = /^widget(?:-([a-z]{2}))?-[\w-]{8}\.js$/.exec(name)
    return language ? [{ language: language[1], url: `/assets/${name}` }] : []
  })
  const module = own.find(({ language }) => language === undefined)?.url
  const words = own.flatMap(({ language, url }) => (language === undefined ? [] : [[language, url] as const]))
  if (!module || words.length === 0)
    throw new Error('the build made no widget; is it still an entry of vite.config.ts?')
  const files: WidgetFiles = { module, words: Object.fromEntries(words) }
  const loader = join(folder, 'widget.js')
  const text = await readFile(loader, 'utf8')
  if (text.split('WIDGET_FILES').length !== 2) throw new Error('the loader names WIDGET_FILES not exactly once')
  await writeFile(
    loader,
    text.replace('WIDGET_FILES', () => JSON.stringify(files)),
  )
  return files
}

async function putInPlace(fresh: string, manifest: Manifest): Promise<void> {
  const assets = join(target, 'assets')
  await mkdir(assets, { recursive: true })
  const now = new Date()
  for (const name of await readdir(join(fresh, 'assets'))) {
    const staged = join(fresh, name)
    await copyFile(join(fresh, 'assets', name), staged)
    await utimes(staged, now, now)
    await rename(staged, join(assets, name))
  }
  await rename(join(fresh, 'widget.js'), join(target, 'widget.js'))
  await rename(join(fresh, 'server.js'), join(target, 'server.js'))
  await writeFile(join(fresh, 'manifest.json'), JSON.stringify(manifest, null, 2))
  await rename(join(fresh, 'manifest.json'), join(target, 'manifest.json'))
  for (const name of await readdir(assets)) {
    const { mtimeMs } = await stat(join(assets, name))
    if (!(name in manifest.sizes) && now.getTime() - mtimeMs > keepOldFilesMs)
      await rm(join(assets, name), { force: true })
  }
}

async function readManifest(): Promise<Manifest | undefined> {
  try {
    await stat(join(target, 'server.js'))
    await stat(join(target, 'widget.js'))
    return JSON.parse(await readFile(join(target, 'manifest.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}

async function hashOfSources(): Promise<string> {
  const patterns = ['web/**/*', 'src/contract/**/*.ts', 'src/model/**/*.ts', 'vite.config.ts', 'package-lock.json']
  const hash = createHash('sha256')
  for (const file of (await Array.fromAsync(glob(patterns, { cwd: root }))).sort()) {
    const path = join(root, file)
    if (file.endsWith('.test.ts') || !(await stat(path)).isFile()) continue
    hash.update(`${file}\0`).update(await readFile(path))
  }
  return hash.digest('hex')
}

if (import.meta.main) {
  const started = performance.now()
  const { built, manifest } = await buildWeb({ force: process.argv.includes('--force') })
  const ms = Math.round(performance.now() - started)
  process.stdout.write(built ? `web built in ${ms} ms (gzipped bytes)\n` : `web is up to date (${ms} ms)\n`)
  for (const [name, bytes] of Object.entries(manifest.sizes))
    process.stdout.write(`  ${String(bytes).padStart(6)}  ${name}\n`)
}
