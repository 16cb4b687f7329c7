/**
 * The chart library as a part of its own, loaded when a chart is first shown. It leaves one function on the window: `medallionChart`.
 * Invariant: draws on the given canvas only, in the given colours; animation is off.
 */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LineController,
  LineElement,
  LinearScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';

import type { Scale } from 'chart.js';

import type { ChartDrawing, DrawChart } from './drawing';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LineController,
  LineElement,
  LinearScale,
  PointElement,
  ScatterController,
  Tooltip,
);

const draw: DrawChart = (canvas, drawing) => {
  const chart = new Chart(canvas, {
    type: drawing.kind === 'points' ? 'scatter' : drawing.kind,
    data: {
      ...(drawing.kind === 'points' ? {} : { labels: [...drawing.labels] }),
      datasets: [
        {
          label: drawing.yTitle,
          data: drawing.kind === 'points' ? drawing.points.map(point => ({ ...point })) : drawing.points.map(point => point.y),
          backgroundColor: drawing.kind === 'bar' ? drawing.colors.series : drawing.colors.point,
          borderColor: drawing.colors.series,
          borderWidth: drawing.kind === 'line' ? 2 : 0,
          pointRadius: drawing.kind === 'points' ? 2.5 : drawing.points.length > 100 ? 0 : 2,
        },
      ],
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      scales: { x: axis(drawing, drawing.xTitle, false), y: axis(drawing, drawing.yTitle, drawing.kind === 'bar') },
      plugins: {
        tooltip: {
          callbacks: {
            title: items => items.map(item => `${drawing.xTitle} ${drawing.labels[item.dataIndex] ?? ''}`),
            label: item => `${drawing.yTitle} ${drawing.values[item.dataIndex] ?? ''}`,
          },
        },
      },
    },
  });
  return () => chart.destroy();
};

/** Labels on the axis are cut; the tooltip has them whole. */
function shortTick(this: Scale, value: string | number): string {
  const label = this.getLabelForValue(Number(value));
  return label.length > 19 ? `${label.slice(0, 18)}…` : label;
}

function axis({ colors }: ChartDrawing, title: string, beginAtZero: boolean): object {
  return {
    beginAtZero,
    title: { display: title !== '', text: title, color: colors.text },
    ticks: { color: colors.text, maxRotation: 40, autoSkip: true, callback: shortTick },
    grid: { color: colors.grid },
    border: { color: colors.grid },
  };
}

(globalThis as { medallionChart?: DrawChart }).medallionChart = draw;
