/** The few pictures of the console, 16 x 16, drawn in the colour of their text. Never the only carrier of a meaning. */
const paths = {
  now: 'M2 9.5h2.5L6 5l3 7 2-5.5 1 3h2',
  opportunities: 'M2.5 12.5l3.5-4 2.5 2 5-6M10.5 4.5h3v3',
  settings: 'M3 4.5h10M3 8h10M3 11.5h10M5.5 3v3M10.5 6.5v3M6.5 10v3',
  warning: 'M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1',
  comment: 'M2.5 3.5h11v7.5H7L4.5 13.5V11h-2z',
  retry: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v2.6h-2.6',
  folder: 'M2 4h4l1.5 1.5H14V13H2z',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.5 10.5l3 3',
  print: 'M4.5 6V2.5h7V6M4.5 11h-2V6h11v5h-2M4.5 9h7v4.5h-7z',
  save: 'M8 2.5v7M5 7l3 3 3-3M3 13h10',
  review: 'M3 3.5h7M3 7h5M3 10.5h3.5M9 11.5l1.8 1.8L14 9.5',
  history: 'M3 8a5 5 0 1 0 1.7-3.8M3 3v2.6h2.6M8 5.5V8l1.8 1.2',
  journal: 'M3.5 3h9M3.5 6.3h9M3.5 9.7h9M3.5 13h6',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  stop: 'M4.5 4.5h7v7h-7z',
  command: 'M4 5.5 6.5 8 4 10.5M8 11h4',
  next: 'M6 3.5 10.5 8 6 12.5',
  previous: 'M10 3.5 5.5 8 10 12.5',
  fold: 'M4 3l4 3 4-3M4 13l4-3 4 3M2.5 8h11',
  split: 'M2.5 3h11v10h-11zM8 3v10',
  unified: 'M2.5 3h11v10h-11zM4.5 6.2h7M4.5 9.8h7',
  wrap: 'M2.5 4h11M2.5 8h9a2 2 0 0 1 0 4H8M9.5 10.5 8 12l1.5 1.5M2.5 12h2.5',
  panel: 'M2.5 3h11v10h-11zM10 3v10',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  play: 'M5 3.5 12 8l-7 4.5z',
  measure: 'M2.5 11a5.5 5.5 0 1 1 11 0M8 11l2.5-4',
  check: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  close: 'M4 4l8 8M12 4l-8 8',
  help: 'M6 6a2 2 0 1 1 2.8 1.8c-.5.3-.8.6-.8 1.4M8 11.6v.1',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  back: 'M6.5 3.5 3 7l3.5 3.5M3 7h6.5a3.5 3.5 0 0 1 0 7H7',
} as const

export type IconName = keyof typeof paths
const filled = new Set<IconName>(['stop', 'play'])

export const Icon = ({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 16 16"
    aria-hidden="true"
    fill={filled.has(name) ? 'currentColor' : 'none'}
    stroke="currentColor"
    strokeWidth="1.4"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <path d={paths[name]} />
  </svg>
)
