import { Fragment, h } from 'preact'
import type { ComponentChildren } from 'preact'
import type { Picture } from './page.ts'

/** Drawn here, in three tones the style sheet gives: `wood`, `metal` and `glow`. */
export function ProductPicture({ of }: { readonly of: Picture }) {
  return (
    <svg class="picture" viewBox="0 0 120 120" aria-hidden="true" focusable="false">
      {drawings[of]}
    </svg>
  )
}

const drawings: Readonly<Record<Picture, ComponentChildren>> = {
  'reading-lamp': (
    <Fragment>
      <path class="glow" d="M66 50 L104 108 H40 Z" />
      <path class="metal-line" d="M38 104 L30 58 L62 30" />
      <path class="wood" d="M54 22 L82 38 L70 54 L48 40 Z" />
      <rect class="wood" x="22" y="102" width="34" height="7" rx="3.5" />
      <circle class="metal" cx="30" cy="58" r="3.5" />
    </Fragment>
  ),
  'floor-lamp': (
    <Fragment>
      <path class="glow" d="M42 46 H78 L96 108 H24 Z" />
      <path class="metal-line" d="M60 44 V106" />
      <path class="shade" d="M48 12 H72 L82 46 H38 Z" />
      <rect class="wood" x="42" y="104" width="36" height="6" rx="3" />
    </Fragment>
  ),
  pendant: (
    <Fragment>
      <circle class="glow" cx="60" cy="66" r="44" />
      <path class="metal-line" d="M60 0 V40" />
      <path class="shade" d="M60 38 C84 38 92 56 92 72 H28 C28 56 36 38 60 38 Z" />
      <circle class="bulb" cx="60" cy="74" r="9" />
    </Fragment>
  ),
  'side-table': (
    <Fragment>
      <ellipse class="wood" cx="60" cy="42" rx="42" ry="9" />
      <path class="wood-line" d="M32 48 L24 108 M88 48 L96 108 M60 51 V104" />
      <path class="shade" d="M52 18 H68 L66 36 H54 Z" />
      <path class="leaf" d="M60 20 C48 14 46 4 52 2 C58 6 60 12 60 20 C60 10 64 4 72 4 C74 12 68 18 60 20 Z" />
    </Fragment>
  ),
  stool: (
    <Fragment>
      <rect class="wood" x="26" y="44" width="68" height="11" rx="5.5" />
      <path class="wood-line" d="M38 55 L30 108 M82 55 L90 108 M36 84 H84" />
    </Fragment>
  ),
  shelf: (
    <Fragment>
      <rect class="wood" x="14" y="52" width="92" height="6" rx="3" />
      <rect class="wood" x="14" y="92" width="92" height="6" rx="3" />
      <path class="metal-line" d="M26 36 V98 M94 36 V98" />
      <rect class="shade" x="36" y="30" width="8" height="22" rx="1" />
      <rect class="leaf" x="46" y="34" width="7" height="18" rx="1" />
      <rect class="metal" x="55" y="28" width="9" height="24" rx="1" />
      <circle class="bulb" cx="76" cy="82" r="10" />
    </Fragment>
  ),
}
