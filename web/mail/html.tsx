import { Fragment, h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { StepState } from '../parts/steps.ts'
import type { Words } from '../words/index.ts'
import { darkStyle, font, light } from './look.ts'
import type { Mail, Part, PartStep } from './parts.ts'

/**
 * The mail as mail programs can show it: one column of tables, every style on its element, no image, no script. What is dark
 * in a dark room is in the one style sheet, which those that don't know it leave out.
 */
export function htmlOf(mail: Mail, words: Words): string {
  return `<!doctype html>${renderToString(<MailDocument mail={mail} words={words} />)}`
}

function MailDocument({ mail, words }: { readonly mail: Mail; readonly words: Words }) {
  const { subject, preheader, shop, title, tone, parts, footer } = mail
  const shown = tone === 'plain' ? light.ink : tone === 'good' ? light.good : light.attention
  return (
    <html lang={words.language} dir={words.dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <title>{subject}</title>
        <style>{darkStyle}</style>
      </head>
      <body class="page" style={`margin:0;padding:0;background:${light.page};color:${light.ink};${font};${breaking}`}>
        <div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0" aria-hidden="true">
          {preheader}
        </div>
        <Table class="page" style={`width:100%;background:${light.page}`}>
          <tr>
            <td align="center" style="padding:24px 12px">
              <Table style="width:100%;max-width:600px">
                <tr>
                  <td style="padding:0 8px 14px" role="banner">
                    <p class="quiet" style={`margin:0;font-size:15px;font-weight:600;color:${light.quiet}`}>
                      <bdi>{shop}</bdi>
                    </p>
                  </td>
                </tr>
                <tr>
                  <td
                    class="card"
                    style={`background:${light.card};border:1px solid ${light.line};border-radius:16px;padding:28px 24px 24px;${breaking}`}
                    role="main"
                  >
                    <h1
                      class={tone}
                      style={`margin:0 0 12px;font-size:26px;line-height:1.2;font-weight:700;color:${shown}`}
                    >
                      {title}
                    </h1>
                    {parts.map((part, index) => (
                      <Piece key={index} part={part} words={words} />
                    ))}
                  </td>
                </tr>
                <tr>
                  <td style="padding:16px 8px 0" role="contentinfo">
                    {footer.lines.map((line) => (
                      <p key={line} class="quiet" style={`margin:0 0 6px;font-size:13px;color:${light.quiet}`}>
                        {line}
                      </p>
                    ))}
                    {footer.stop && (
                      <p style="margin:0;font-size:13px">
                        <a class="link" href={footer.stop.href} style={`color:${light.brand}`}>
                          {footer.stop.label}
                        </a>
                      </p>
                    )}
                  </td>
                </tr>
              </Table>
            </td>
          </tr>
        </Table>
      </body>
    </html>
  )
}

/** A name as long as a line is broken rather than the column. */
const breaking = 'overflow-wrap:anywhere;word-break:break-word'

type PieceProps = { readonly part: Part; readonly words: Words }

function Piece({ part, words }: PieceProps) {
  switch (part.kind) {
    case 'section':
      return (
        <h2
          class="ruled"
          style={`margin:24px 0 8px;padding-top:20px;border-top:1px solid ${light.line};font-size:20px;line-height:1.3`}
        >
          {part.title}
        </h2>
      )
    case 'text':
      return <p style="margin:0 0 6px;font-size:16px;line-height:1.5">{part.text}</p>
    case 'notice':
      return (
        <Table style="width:100%;margin:16px 0">
          <tr>
            <td class="notice" style={`background:${light.attentionSoft};border-radius:12px;padding:14px 16px`}>
              <p class="attention" style={`margin:0;font-size:15px;font-weight:700;color:${light.attention}`}>
                {part.title}
              </p>
              <p dir="auto" style="margin:2px 0 0;font-size:16px;line-height:1.5">
                {part.text}
              </p>
            </td>
          </tr>
        </Table>
      )
    case 'code':
      return (
        <p
          class="code"
          style={`margin:8px 0 16px;padding:16px 0;background:${light.sunken};border-radius:12px;text-align:center;font:700 32px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:6px`}
        >
          <bdi>{part.code}</bdi>
        </p>
      )
    case 'button':
      return (
        <Table style="margin:20px 0 8px">
          <tr>
            <td class="button" style={`background:${light.brand};border-radius:10px`}>
              <a
                class="on-button"
                href={part.href}
                style={`display:inline-block;padding:14px 24px;font-size:16px;font-weight:700;color:${light.onBrand};text-decoration:none`}
              >
                {part.label}
              </a>
            </td>
          </tr>
        </Table>
      )
    case 'steps':
      return (
        <Fragment>
          <Heading>{part.title}</Heading>
          <Table style="width:100%">
            {part.steps.map((step) => (
              <Step key={step.label} step={step} />
            ))}
          </Table>
        </Fragment>
      )
    case 'lines':
      return (
        <Fragment>
          <Heading>{part.title}</Heading>
          <Table style="width:100%">
            {part.lines.map(({ id, quantity, title, variant }) => (
              <tr key={id}>
                <td
                  class="quiet"
                  style={`width:44px;padding:3px 0;font-size:16px;line-height:1.45;vertical-align:top;white-space:nowrap;color:${light.quiet}`}
                >
                  {words.quantity(quantity)}
                </td>
                <td style="padding:3px 0;font-size:16px;line-height:1.45;vertical-align:top;overflow-wrap:anywhere">
                  <bdi>{title}</bdi>
                  {variant && (
                    <Fragment>
                      <br />
                      <span class="quiet" style={`font-size:14px;color:${light.quiet}`}>
                        <bdi>{variant}</bdi>
                      </span>
                    </Fragment>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        </Fragment>
      )
    case 'facts':
      return (
        <Table style="width:100%;margin-top:20px">
          {part.facts.map(({ term, value }) => (
            <tr key={term}>
              <td style="padding:0 0 8px">
                <p class="quiet" style={`margin:0;font-size:14px;color:${light.quiet}`}>
                  {term}
                </p>
                <p style="margin:0;font-size:16px;overflow-wrap:anywhere">
                  <bdi>{value}</bdi>
                </p>
              </td>
            </tr>
          ))}
        </Table>
      )
    case 'source':
      return (
        <p class="quiet" style={`margin:8px 0 0;font-size:13px;color:${light.quiet}`}>
          {part.text}
        </p>
      )
    default:
      return part satisfies never
  }
}

function Heading({ children }: { readonly children: string }) {
  return <h2 style="margin:22px 0 8px;font-size:16px;line-height:1.3">{children}</h2>
}

const marks = { done: '✓', current: '●', trouble: '!', ahead: '', unsure: '?' } as const satisfies Record<
  StepState,
  string
>
const filled: ReadonlySet<StepState> = new Set(['done', 'current', 'trouble'])

function Step({ step: { state, label, said } }: { readonly step: PartStep }) {
  const now = state === 'current' || state === 'trouble'
  const look = filled.has(state)
    ? `background:${state === 'trouble' ? light.attentionMark : light.brand};color:#ffffff;border:2px solid transparent`
    : `border:2px solid ${light.rail};color:${light.quiet}`
  return (
    <tr>
      <td style="width:36px;padding:4px 0;vertical-align:middle">
        <div
          class={`mark ${state}`}
          aria-hidden="true"
          style={`width:20px;height:20px;border-radius:12px;font-size:12px;font-weight:700;line-height:20px;text-align:center;${look}`}
        >
          {marks[state]}
        </div>
      </td>
      <td
        class={now ? undefined : 'quiet'}
        style={`padding:4px 0;font-size:16px;vertical-align:middle;${now ? 'font-weight:700' : `color:${light.quiet}`}`}
      >
        {label}
        <span class="quiet" style={`font-size:13px;font-weight:400;color:${light.quiet}`}>
          {' '}
          · {said}
        </span>
      </td>
    </tr>
  )
}

function Table({
  style,
  class: name,
  children,
}: {
  style: string
  class?: string
  children: preact.ComponentChildren
}) {
  return (
    <table
      role="presentation"
      class={name}
      cellPadding="0"
      cellSpacing="0"
      style={`border-collapse:separate;border-spacing:0;border:0;${style}`}
    >
      <tbody>{children}</tbody>
    </table>
  )
}
