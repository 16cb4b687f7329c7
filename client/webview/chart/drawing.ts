/** What the chart part is asked to draw: plain data, so that the page does not carry the library. */
export interface ChartDrawing {
  readonly kind: 'bar' | 'line' | 'points';
  readonly labels: readonly string[];
  /** Approximate: pixels need no more than a double has. */
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
  /** The exact print of each point's value. */
  readonly values: readonly string[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly colors: { readonly series: string; readonly point: string; readonly text: string; readonly grid: string };
}

/** Draws and gives back how to take it away. */
export type DrawChart = (canvas: HTMLCanvasElement, drawing: ChartDrawing) => () => void;
