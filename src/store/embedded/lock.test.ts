import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { lockFolder } from './index.ts'

const base = mkdtempSync(join(tmpdir(), 'wb-lock-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

it('refuses a second holder, naming process and address of the first', async () => {
  const folder = join(base, 'one')
  const lock = await lockFolder({ folder, url: 'http://localhost:3000' })
  await expect(lockFolder({ folder })).rejects.toMatchObject({
    code: 'FOLDER_IN_USE',
    pid: process.pid,
    url: 'http://localhost:3000',
  })
  lock.update({ url: 'http://localhost:3001' })
  await expect(lockFolder({ folder })).rejects.toThrow(`process ${process.pid}, at http://localhost:3001`)

  lock.release()
  lock.release()
  const next = await lockFolder({ folder })
  lock.release() // the first holder's; the second keeps the folder
  await expect(lockFolder({ folder })).rejects.toMatchObject({ pid: process.pid, url: undefined })
  next.release()
})

it('holds against other processes, and is free as soon as the holder is killed', async () => {
  const folder = join(base, 'two')
  const script = `
    import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
    await lockFolder({ folder: ${JSON.stringify(folder)}, url: 'http://localhost:4000' })
    await new Promise((resolve) => setTimeout(resolve, 10))
    globalThis.gc() // nothing refers to the lock any more; it must hold all the same
    console.log('locked')
    setInterval(() => {}, 1_000)`
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script])
  await once(child.stdout, 'data')
  await expect(lockFolder({ folder })).rejects.toMatchObject({ pid: child.pid, url: 'http://localhost:4000' })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = await lockFolder({ folder })
  await expect(lockFolder({ folder })).rejects.toMatchObject({ pid: process.pid })
  lock.release()
})

it('does not take the number a dead holder left for a live one, though another program has it now', async () => {
  const folder = join(base, 'three')
  const first = await lockFolder({ folder })
  first.release()
  writeFileSync(join(folder, 'start.json'), JSON.stringify({ pid: process.pid, url: 'http://localhost:5000' }))
  const lock = await lockFolder({ folder })
  lock.release()
})
