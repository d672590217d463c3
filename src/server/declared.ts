import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { carriers, declareCarrier, recognition, recognitionWith } from '../connectors/index.ts'
import type { Carrier, Recognition } from '../model/index.ts'

/** A file that declares no carrier, and why: each problem with its line and what would do. */
export type RefusedFile = { readonly file: string; readonly id: string | null; readonly problems: readonly string[] }

export type KnownCarriers = {
  /** Ours, and those the data folder declares. */
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly recognition: Recognition
  readonly refused: readonly RefusedFile[]
}

const endings = new Set(['.yaml', '.yml', '.json'])
const most = 200
const maxBytes = 1024 * 1024

/** The carriers of a data folder: ours, and one a file of `carriers/`. A wrong file costs its carrier and nothing else. */
export async function loadCarriers(folder: string): Promise<KnownCarriers> {
  const home = join(folder, 'carriers')
  const names = (await readdir(home).catch(() => [])).filter((name) => endings.has(extname(name))).toSorted()
  const known = new Map<string, Carrier>(Object.entries(carriers))
  const numbers: Parameters<typeof recognitionWith>[0][number][] = []
  const refused: RefusedFile[] = []
  for (const [index, name] of names.entries()) {
    const file = join(home, name)
    const read = index < most ? await readCarrierFile(file, known) : tooMany(file)
    if ('problems' in read) refused.push(read)
    else {
      known.set(read.carrier.id, read.carrier)
      numbers.push(read.numbers)
    }
  }
  return { carriers: known, recognition: numbers.length > 0 ? recognitionWith(numbers) : recognition, refused }
}

const tooMany = (file: string): RefusedFile => ({
  file,
  id: null,
  problems: [`${file}: only the first ${most} files are read; move what is not needed elsewhere`],
})

/** What one file declares. The file is named after its carrier, and the carrier is nobody's yet. */
export async function readCarrierFile(
  file: string,
  known: ReadonlyMap<string, unknown> = new Map(Object.entries(carriers)),
): Promise<Exclude<ReturnType<typeof declareCarrier>, { ok: false }> | RefusedFile> {
  const refuse = (id: string | null, ...problems: readonly string[]): RefusedFile => ({ file, id, problems })
  const text = await textOf(file)
  if ('problem' in text) return refuse(null, `${file}: ${text.problem}`)
  const declared = declareCarrier(text.text)
  if (!declared.ok) {
    return refuse(
      declared.id,
      ...declared.problems.map(
        ({ line, column, path, message }) => `${file}:${line}:${column}: ${path ? `${path}: ` : ''}${message}`,
      ),
    )
  }
  const { id } = declared.carrier
  if (known.has(id)) return refuse(id, `${file}: id: there is a carrier "${id}" already; choose another id`)
  if (basename(file, extname(file)).replaceAll('-', '_') !== id)
    return refuse(
      id,
      `${file}: id: the file is named after its carrier; call it ${id}${extname(file)}, or change the id`,
    )
  return declared
}

async function textOf(file: string): Promise<{ readonly text: string } | { readonly problem: string }> {
  try {
    const about = await stat(file)
    if (!about.isFile()) return { problem: 'is no file' }
    if (about.size > maxBytes) return { problem: 'is longer than 1 MB; a mapping takes a few KB' }
    return { text: await readFile(file, 'utf8') }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { problem: `can't be read (${code})${code === 'ENOENT' ? ': there is no such file' : ''}` }
  }
}

/** Where somebody asks for a carrier that a file would declare, were it right. */
export function refusedLines(refused: readonly RefusedFile[], id?: string): readonly string[] {
  return refused.filter((one) => id === undefined || one.id === id).flatMap(({ problems }) => problems)
}
