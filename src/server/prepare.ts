import { loadAssistant } from './assistant.ts'

/** After `npm ci`: the assistant learns its corpus now, so that the first start need not. */
const from = performance.now()
await loadAssistant()
process.stdout.write(`assistant is ready (${Math.round(performance.now() - from)} ms)\n`)
