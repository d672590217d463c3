import type { Failure, FailureKind } from '../../model/index.ts'
import { child, descendants, textOf, type XmlNode } from './xml.ts'

/** A SOAP 1.1 or 1.2 fault as a failure. Fault codes name a side, hardly ever a cause, so the words decide the kind. */
export function soapFault(root: XmlNode): Failure | undefined {
  const [fault] = descendants(root, 'Fault')
  if (!fault) return undefined
  const code = textOf(fault, 'faultcode') ?? textOf(child(fault, 'Code'), 'Value') ?? 'SOAP_FAULT'
  const message = textOf(fault, 'faultstring') ?? textOf(child(fault, 'Reason'), 'Text') ?? 'a fault without words'
  return { kind: kindOf(code, message), code, message }
}

function kindOf(code: string, message: string): FailureKind {
  const words = `${code} ${message}`
  if (/auth(?:enti|ori)|credential|password|security|access denied|forbidden/i.test(words)) return 'unauthorized'
  if (/SLM Monitor|throttl|too many|quota|rate limit/i.test(words)) return 'rate_limited'
  return /(?:^|:)(?:Server|Receiver)\b/.test(code) ? 'unreachable' : 'rejected'
}
