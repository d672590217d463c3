import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildWeb } from '../../web/build.ts'
import type { Web } from '../../web/rendering.ts'
import type { Pages } from './http/index.ts'

const built = join(import.meta.dirname, '../../dist/web')

/** The pages as last built; built anew first where their sources changed since. */
export async function loadPages({ onBuild = () => {} }: { onBuild?: () => void } = {}): Promise<
  Pages & Pick<Web, 'renderMail'>
> {
  const { built: fresh, manifest } = await buildWeb()
  if (fresh) onBuild()
  const server = (await import(`${pathToFileURL(join(built, 'server.js')).href}?${manifest.source}`)) as Web
  const { script, style, words, desk } = manifest
  return { ...server, assets: { script, style, words, desk }, assetsFolder: join(built, 'assets') }
}
