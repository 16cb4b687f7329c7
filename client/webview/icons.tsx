/**
 * Icons as inline SVG in the current text colour: no font, no network, right in every theme.
 * Invariant: an icon is decoration; the control that holds it carries the name.
 */
import type { JSX } from 'preact';

const paths = {
  close: 'M4 4l8 8M12 4l-8 8',
  pin: 'M6 2h4l-.5 5L12 9.5H4L6.5 7zM8 9.5V14',
  filter: 'M2 3h12L9.5 8.5V13l-3-1.5v-3z',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3 14 14',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5V2.5h-8v8H5',
  download: 'M8 2v8M4.5 6.8 8 10.3l3.5-3.5M2.5 13.5h11',
  history: 'M3 5.2A5.8 5.8 0 1 1 2.2 8M2.5 2.2v3.2h3.2M8 5v3.3l2.3 1.4',
  rerun: 'M13 5.2A5.8 5.8 0 1 0 13.8 8M13.5 2.2v3.2h-3.2',
  stop: 'M4 4h8v8H4z',
  statistics: 'M2.5 13.5h11M4 13V8M7 13V4M10 13V6.5M13 13v-3',
  chart: 'M2.5 2.5v11h11M4.5 10.5l3-3.5 2.5 2 3.5-5',
  table: 'M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.2 3v10',
  code: 'M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  left: 'M10 4 6 8l4 4',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  success: 'M3 8.5l3.3 3.3L13 5',
  failure: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  warning: 'M8 2 14.3 13.5H1.7zM8 6.5v3.4M8 11.3v.6',
  running: 'M8 2a6 6 0 1 1-6 6',
  stale: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.8V8l2 1.8',
  changed: 'M3 13l.8-3.2L10.6 3l2.4 2.4-6.8 6.8z',
  never: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M5 8h6',
  open: 'M9 2.5h4.5V7M13.2 2.8 7.5 8.5M11.5 9v4.5h-9v-9H7',
  shield: 'M8 1.8 13 3.6v4c0 3-2 5.2-5 6.6-3-1.4-5-3.6-5-6.6v-4zM8 5v3.6M8 10.3v.6',
  source: 'M3 4c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2M3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2',
  model: 'M8 1.8 13.6 5v6L8 14.2 2.4 11V5zM2.6 5.1 8 8.2l5.4-3.1M8 8.2v5.8',
  python: 'M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5M9.2 3 6.8 13',
  seed: 'M8 14V7M8 9c-3.4 0-5-1.8-5-5 3.4 0 5 1.8 5 5M8 7.5c0-2.6 1.5-4.2 4.8-4.2 0 2.9-1.6 4.2-4.8 4.2',
  snapshot: 'M2.5 5h2.7l1-1.8h3.6l1 1.8h2.7v8h-11zM8 6.7a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4',
  view: 'M1.5 8C3 5.2 5.2 3.8 8 3.8S13 5.2 14.5 8C13 10.8 10.8 12.2 8 12.2S3 10.8 1.5 8M8 6.1a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8',
  exposure: 'M2 2.5h12v8.5H2zM5.5 14h5M8 11v3M4.5 8.5l2.2-2.3 1.8 1.5 2.8-3',
  group: 'M2.5 2.5h5v5h-5zM8.5 8.5h5v5h-5zM10 2.5h3.5V6M6 13.5H2.5V10',
  list: 'M5.5 4h8.5M5.5 8h8.5M5.5 12h8.5M2 4h1M2 8h1M2 12h1',
  more: 'M3 8h.2M8 8h.2M13 8h.2',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

export function iconPath(name: IconName): string {
  return paths[name];
}
