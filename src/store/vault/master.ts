import { createHmac, randomBytes } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StoreError } from '../errors.ts'

/** 32 bytes from which every other key is unwrapped. Lost, every stored name and address is lost with it. */
export type MasterKey = { readonly bytes: Buffer; readonly made: boolean; readonly from: string }

/** Reads the master key, from the setting where given, else from the file, which is made (mode 0600) at the very first start. */
export async function readMasterKey({
  file,
  setting,
}: {
  file: string
  setting?: string | undefined
}): Promise<MasterKey> {
  if (setting !== undefined)
    return { bytes: parse(setting, 'WHEREABOUTS_MASTER_KEY'), made: false, from: 'WHEREABOUTS_MASTER_KEY' }
  const held = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new StoreError(
      'MASTER_KEY_UNREADABLE',
      `${file} can't be read (${error.code}); it holds the master key and must be readable by the user that runs whereabouts`,
    )
  })
  if (held !== undefined) return { bytes: parse(held, file), made: false, from: file }
  const bytes = randomBytes(32)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(`${bytes.toString('base64')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { bytes, made: true, from: file }
}

function parse(text: string, from: string): Buffer {
  const bytes = Buffer.from(text.trim(), 'base64')
  if (bytes.length !== 32 || bytes.toString('base64').replace(/=+$/, '') !== text.trim().replace(/=+$/, '')) {
    throw new StoreError(
      'MASTER_KEY_MALFORMED',
      `${from} does not hold a master key: expected 32 bytes in base64 (44 characters), got ${text.trim().length} characters`,
    )
  }
  return bytes
}

/** Tells two master keys apart without giving either away; stored in the database so that a wrong key is refused at once. */
export function fingerprint(master: Buffer): string {
  return createHmac('sha256', master).update('whereabouts master key').digest('hex').slice(0, 16)
}

/** A database role's password, the same in every process that holds the master key; nothing else needs to be stored. */
export function rolePassword(master: Buffer, role: string): string {
  return createHmac('sha256', master).update(`role ${role}`).digest('base64url')
}
