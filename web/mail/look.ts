/** The tracking page's colours, as literal values: mail programs know no custom properties. */
export const light = {
  brand: '#0f5c4d',
  onBrand: '#ffffff',
  page: '#f6f4ef',
  card: '#fffefb',
  sunken: '#f1eee7',
  ink: '#1e2320',
  quiet: '#5b625d',
  line: '#e2ddd2',
  rail: '#b9b3a5',
  attention: '#8f3d06',
  attentionSoft: '#fbe9d7',
  attentionMark: '#c2570c',
  good: '#17613a',
} as const

const dark = {
  brand: '#7fd1b9',
  onBrand: '#06241c',
  page: '#131614',
  card: '#1b1f1d',
  sunken: '#242a27',
  ink: '#eceee9',
  quiet: '#a5ada7',
  line: '#2f3632',
  rail: '#5b655f',
  attention: '#ffb77a',
  attentionSoft: '#3d2915',
  attentionMark: '#f2994a',
  good: '#86d9a6',
} as const satisfies Record<keyof typeof light, string>

export const font =
  "font-family:ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic',Arial,sans-serif;line-height:1.5;-webkit-text-size-adjust:100%"

/** Each class stands beside the inline style that it turns over. */
export const darkStyle = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:${dark.page}!important;color:${dark.ink}!important}
.card{background:${dark.card}!important;border-color:${dark.line}!important;color:${dark.ink}!important}
.quiet{color:${dark.quiet}!important}
.plain{color:${dark.ink}!important}
.good{color:${dark.good}!important}
.attention{color:${dark.attention}!important}
.notice{background:${dark.attentionSoft}!important}
.ruled{border-color:${dark.line}!important}
.code{background:${dark.sunken}!important}
.button{background:${dark.brand}!important}
.on-button{color:${dark.onBrand}!important}
.link{color:${dark.brand}!important}
.mark.done,.mark.current{background:${dark.brand}!important;color:${dark.onBrand}!important}
.mark.trouble{background:${dark.attentionMark}!important;color:#1e1206!important}
.mark.ahead,.mark.unsure{border-color:${dark.rail}!important;color:${dark.quiet}!important}
}`
