import { h } from 'preact'
import type { IconName } from './icon.tsx'

/** 24 × 24 line drawings of our own. */
const paths = {
  ordered: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9.5 8h5M9.5 12h5',
  announced: 'M4 4h8l8 8-8 8-8-8zM8 8h.01',
  sent: 'M3 8l9-5 9 5v8l-9 5-9-5zM3 8l9 5 9-5M12 13v8',
  onItsWay: 'M2 6h12v11H2zM14 10h4l4 4v3h-8M7 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4M17.5 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  outForDelivery: 'M12 21c4-5 7-8 7-11.5a7 7 0 0 0-14 0C5 13 8 16 12 21M12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5',
  attempt: 'M12 4v10M12 19v.01',
  pickup: 'M4 9h16v11H4zM3 9l2-5h14l2 5M9.5 20v-6h5v6',
  problem: 'M12 4v10M12 19v.01',
  delivered: 'M5 12.5l4.5 4.5L19 7',
  collected: 'M5 12.5l4.5 4.5L19 7',
  returning: 'M9 7l-5 5 5 5M4 12h10a6 6 0 0 1 6 6',
  returned: 'M9 7l-5 5 5 5M4 12h10a6 6 0 0 1 6 6',
  cancelled: 'M6 6l12 12M18 6L6 18',
  send: 'M4 12h15M13 6l6 6-6 6',
  out: 'M8 16L17 7M9 7h8v8',
  alert: 'M12 3l10 18H2zM12 10v5M12 18v.01',
} as const satisfies Record<IconName, string>

/** All drawings once, hidden in the document, so that neither the markup nor the script repeats them. */
export function IconSheet() {
  return (
    <svg class="unseen" aria-hidden="true">
      {Object.entries(paths).map(([name, path]) => (
        <symbol key={name} id={`icon-${name}`} viewBox="0 0 24 24">
          <path d={path} />
        </symbol>
      ))}
    </svg>
  )
}
