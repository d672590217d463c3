import { answerToJson, type carriers } from '../../connectors/index.ts'
import { readCarrierFile } from '../declared.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments } from './command.ts'
import { readText } from './read.ts'

export const carrier: Command = {
  usage: 'carrier check FILE [--answer FILE] [--json]',
  summary:
    'says whether a file declares a carrier, what is wrong with it where it does not, and what it reads of an answer',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      answer: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const [what, file, ...rest] = positionals
    if (what !== 'check' || file === undefined || rest.length > 0) throw new UsageError('carrier takes check FILE')
    const read = await readCarrierFile(file)
    if ('problems' in read) {
      if (values.json) printJson({ file, carrier: null, problems: read.problems, answer: null })
      throw new InputError(read.problems.join('\n'))
    }
    const { carrier: declared, numbers } = read
    const answer = values.answer === undefined ? null : declared.read(await readText(values.answer))
    const shown = answer?.ok ? answerToJson(answer.value, declared) : null
    if (values.json) {
      printJson({
        file,
        carrier: { id: declared.id, name: declared.name, codes: Object.keys(declared.codes).length },
        problems: answer && !answer.ok ? [`${answer.failure.code}: ${answer.failure.message}`] : [],
        answer: shown,
      })
    } else {
      print(about(declared, numbers.shapes.length))
      if (shown) print(JSON.stringify(shown, null, 2))
    }
    if (answer && !answer.ok)
      throw new InputError(`${values.answer}: ${answer.failure.code}: ${answer.failure.message}`)
    if (shown && !values.json) for (const line of doubts(shown)) print(line)
  },
}

type Shown = ReturnType<typeof answerToJson>

function about({ id, name, codes, calls, push }: (typeof carriers)[keyof typeof carriers], shapes: number): string {
  const asked = calls ? `asked at ${calls.baseUrl}, ${calls.limits.batch} a call` : 'not asked'
  const needs = calls?.settings.map((one) => one.id).join(', ')
  return [
    `${id} is ${name}: ${Object.keys(codes).length} codes, ${shapes} shapes of numbers, ${asked}, ${push ? 'pushes' : 'does not push'}`,
    ...(needs ? [`connecting it takes ${needs}`] : []),
  ].join('\n')
}

/** What a right mapping may still have got wrong. */
const doubts = ({ parcels }: Shown) => [
  ...parcels.flatMap(({ number, warnings }) => warnings.map(({ message }) => `${number}: ${message}`)),
  ...parcels.flatMap(({ number, scans }) =>
    scans.length === 0 ? [`${number}: no events; is "events.list" right?`] : [],
  ),
]
