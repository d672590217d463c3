import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const main = join(import.meta.dirname, '../../src/server/main.ts')

export type Demo = {
  readonly url: string
  readonly printed: () => string
  readonly command: (...args: string[]) => Promise<string>
  readonly stop: () => Promise<void>
  /** What is printed may be published: the machine's folder and port, secrets and codes become fixed examples. */
  readonly clean: (text: string) => string
}

/** `whereabouts start` as a newcomer runs it: nothing set but a folder and a port that are free. */
export async function startDemo(): Promise<Demo> {
  const home = await mkdtemp(join(tmpdir(), 'wh-tour-'))
  const port = await freePort()
  const env = {
    PATH: process.env['PATH'] ?? '',
    WHEREABOUTS_HOME: home,
    PORT: String(port),
    // What a terminal shows; in a pipe there would be log lines between the sentences.
    LOG_LEVEL: 'warn',
    TZ: 'Europe/Berlin',
  }
  const child = spawn(process.execPath, [main, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const read = reading(child)
  await read.until('Ctrl-C')
  return {
    url: `http://127.0.0.1:${port}`,
    printed: read.text,
    command: async (...args) => {
      const one = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      const out = reading(one)
      await once(one, 'close')
      return out.text()
    },
    stop: async () => {
      child.kill('SIGINT')
      if (child.exitCode === null) await once(child, 'exit')
      await rm(home, { recursive: true, force: true })
    },
    clean: (text) =>
      text
        .replaceAll(home, '.whereabouts')
        .replaceAll(`127.0.0.1:${port}`, '127.0.0.1:4100')
        .replaceAll(/\/(t|in|u)\/[\w-]{20,}/g, '/$1/…')
        .replaceAll(/\/track\/[0-9a-f-]{36}/g, '/track/…')
        .replaceAll(/\(pid \d+\)/g, '(pid 4711)'),
  }
}

function reading(child: ChildProcess) {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const until = (word: string) =>
    new Promise<void>((ready, refuse) => {
      child.stdout?.on('data', () => text.includes(word) && ready())
      child.once('exit', (code) => refuse(new Error(`ended with ${code}:\n${text}`)))
    })
  return { text: () => text, until }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** A document that is written while one goes: sentences of its own between what was seen, which is quoted as it came. */
export function openDocument({ folder, clean }: { readonly folder: string; readonly clean: Demo['clean'] }) {
  const parts: string[] = []
  const quoted = (text: string) => clean(text).replaceAll(/([\\*_`<>[\]])/g, '\\$1')
  return {
    head: (title: string) => void parts.push(`## ${title}`),
    say: (text: string) => void parts.push(text),
    printed: (text: string) => void parts.push(['```text', clean(text).trimEnd(), '```'].join('\n')),
    talk: (lines: readonly Line[]) =>
      void parts.push(
        lines
          .map(({ who, text }) => `> **${quoted(who)}:** ${quoted(text).split('\n').filter(Boolean).join('<br>')}`)
          .join('\n>\n'),
      ),
    shot: async (page: Page, name: string, about: string) => {
      const file = join(folder, 'images', `${name}.png`)
      await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' })
      const { size } = await stat(file)
      if (size > 160_000) console.error(`${name}.png has ${size} bytes; 160,000 are meant to do`)
      const width = page.viewportSize()?.width === 360 ? ' width="360"' : ''
      parts.push(`<img src="images/${name}.png" alt="${about.replaceAll('"', '&quot;')}"${width}>`)
    },
    write: (first: string) => writeFile(join(folder, 'tour.md'), `${[first, ...parts].join('\n\n')}\n`),
  }
}

export type Line = { readonly who: string; readonly text: string }

/** Says it in the chat of a page, waits for the answer, and tells all that was said from then on, word for word. */
export async function ask(page: Page, text: string): Promise<readonly Line[]> {
  const answers = page.locator('.message.assistant:not(.thinking)')
  const [seen, before] = [await page.locator('.message').count(), await answers.count()]
  await say(page, text)
  await answers.nth(before).waitFor()
  await page.locator('.message.thinking').waitFor({ state: 'detached' })
  const lines = await saidSince(page, seen)
  const choices = await page.locator('.choices button').allInnerTexts()
  return choices.length > 0 ? [...lines, { who: 'Buttons', text: choices.join(' · ') }] : lines
}

export async function say(page: Page, text: string): Promise<void> {
  await page.locator('#say').fill(text)
  await page.locator('#say').press('Enter')
}

export async function saidSince(page: Page, seen: number): Promise<readonly Line[]> {
  const messages = (await page.locator('.message:not(.thinking)').all()).slice(seen)
  return Promise.all(
    messages.map(async (message) => {
      const name = await message.locator('.who, .unseen').first().textContent()
      return { who: name ?? '', text: await message.locator('.text').innerText() }
    }),
  )
}

/** What the newest card says, line by line, but for the bar of steps, which is a picture. */
export async function card(page: Page): Promise<Line> {
  const shown = page.locator('.order-card').last()
  const bars = await shown.locator('.steps').allInnerTexts()
  const text = bars.reduce((left, bar) => left.replace(bar, ''), await shown.innerText())
  return { who: 'Card', text }
}
