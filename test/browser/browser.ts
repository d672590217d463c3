import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Browser } from 'playwright-core'

const run = promisify(execFile)
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
const packed = join(modules, '@sparticuz/chromium')

export type OpenBrowser = {
  /** The browser's own Open Sans, the same everywhere, or what the machine has (for looking at other scripts). */
  readonly fonts?: 'own' | 'system'
}

/** A real Chromium out of npm; close it in `afterAll`. Each call is a process and a profile of its own. */
export async function openBrowser({ fonts = 'own' }: OpenBrowser = {}): Promise<Browser> {
  // The package holds Linux on x64 only; elsewhere an installed Chrome does as well.
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome' })
  const folder = await unpackBrowser()
  const env = {
    HOME: folder,
    ...(fonts === 'own' && { FONTCONFIG_PATH: join(folder, 'fonts') }),
    ...((await startsBare(folder)) ? {} : { LD_LIBRARY_PATH: join(folder, 'al2023/lib') }),
  }
  // The package's default arguments switch web security off: every CORS and CSP test would then be vacuous.
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
    env,
  })
}

let unpacked: Promise<string> | undefined

/** Unpacks once a version, beside the installed packages; workers that do so at once end with the same folder. */
export function unpackBrowser(): Promise<string> {
  unpacked ??= unpack()
  return unpacked
}

async function unpack(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8')) as { version: string }
  const cache = join(modules, '.cache')
  const folder = join(cache, `chromium-${version}`)
  if (await exists(folder)) return folder

  await mkdir(cache, { recursive: true })
  const fresh = await mkdtemp(`${folder}-`)
  try {
    // The package unpacks to the temporary folder of its process, hence one of its own.
    const script = `
      import { inflate } from '@sparticuz/chromium'
      await Promise.all(process.argv.slice(1).map((file) => inflate(file)))`
    const files = (await readdir(join(packed, 'bin'))).map((file) => join(packed, 'bin', file))
    await run(process.execPath, ['--input-type=module', '-e', script, ...files], {
      cwd: modules,
      env: { TMPDIR: fresh },
    })
    // The package's own list of font folders names /tmp; without a font all text has no width.
    await writeFile(
      join(fresh, 'fonts/fonts.conf'),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
        <dir>${folder}/fonts/fonts</dir><cachedir>${folder}/fonts/cache</cachedir></fontconfig>`,
    )
    await rename(fresh, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error
    })
    return folder
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

/** Whether the machine has the libraries (libnss3 and its like) that the browser is linked to. */
async function startsBare(folder: string): Promise<boolean> {
  try {
    await run(join(folder, 'chromium'), ['--version', '--no-sandbox'], { env: { HOME: folder } })
    return true
  } catch {
    return false
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
