import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinaries } from './binaries.ts'
import { initArguments } from './cluster.ts'
import { type EmbeddedServer, openEmbedded } from './open.ts'
import { elsewhereForRoot, makeFolder, type Owner, ownerFor, placeIn } from './place.ts'
import { endOrphans } from './postmaster.ts'
import { isRunning } from './processes.ts'

/** A database of its own for a test; stop() removes its folder. What an earlier process was killed over is cleared first. */
export async function openTemporary({ durable = true }: { readonly durable?: boolean } = {}): Promise<
  EmbeddedServer & { readonly folder: string }
> {
  await clearAbandoned()
  const folder = makeFolder(mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`)))
  const owner = ownerFor(placeIn(folder).cluster)
  const template = await templateFor(owner)
  // copying takes a tenth of what initdb takes
  if (!copyTemplate(template, folder, owner)) {
    rmSync(template, { recursive: true, force: true })
    copyTemplate(await templateFor(owner), folder, owner)
  }
  const server = await openEmbedded({ folder, durable })
  return {
    ...server,
    folder,
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const prefix = 'whereabouts-temporary-'

async function clearAbandoned(): Promise<void> {
  const left = readdirSync(tmpdir())
    .filter((name) => name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length).split('-')[0])))
    .map((name) => join(tmpdir(), name))
  for (const folder of left.filter(isOurs)) {
    await endOrphans(placeIn(folder))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A cluster that was shut down in order, kept per version, settings and user. */
async function templateFor(owner: Owner): Promise<string> {
  const { version } = await findBinaries({ owner, elsewhere: elsewhereForRoot })
  const made = createHash('sha256').update(JSON.stringify([version, initArguments, process.getuid?.(), owner]))
  const template = join(tmpdir(), `whereabouts-template-${made.digest('hex').slice(0, 12)}`)
  if (existsSync(template) && isOurs(template)) return template
  const part = makeFolder(mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`)))
  await (await openEmbedded({ folder: part, durable: false })).stop()
  writeFileSync(join(part, 'files'), String(filesIn(join(part, 'postgres')).length))
  try {
    renameSync(part, template)
    return template
  } catch (error) {
    if (!existsSync(template)) throw error
    if (!isOurs(template)) return part // another user holds the name
    rmSync(part, { recursive: true, force: true }) // another process was first
    return template
  }
}

/** False when a cleaner of the temporary folder has taken files out of the template. */
function copyTemplate(template: string, folder: string, owner: Owner): boolean {
  const to = join(folder, 'postgres')
  cpSync(join(template, 'postgres'), to, { recursive: true })
  cpSync(join(template, 'postgres.password'), join(folder, 'postgres.password'))
  const files = filesIn(to)
  if (owner !== undefined) for (const path of [to, ...files]) lchownSync(path, owner.uid, owner.gid)
  return files.length === Number(readFileSync(join(template, 'files'), 'utf8'))
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
}

function isOurs(folder: string): boolean {
  const { uid, mode } = lstatSync(folder)
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
}
