/** Width and height of a sparkline's own coordinates; the stylesheet scales them. */
export const sparkWidth = 120;
/** The height of a sparkline, in units of its own coordinates. */
export const sparkHeight = 28;

/** A sparkline that is ready to be drawn. */
export type Spark = {
  /** SVG path data of the line; empty when nothing was measured. */
  readonly line: string;
  /** Where the threshold runs, in the sparkline's coordinates; absent where there is none now. */
  readonly thresholdY?: number;
};

/**
 * A line of a few dozen points as the shortest path data: whole coordinates, relative steps, a new `M` after
 * every gap. Drawn by hand and not by the chart library because a page shows hundreds of them.
 */
export function sparkOf(points: readonly (number | null)[], threshold: number | undefined): Spark {
  const measured = points.filter((point) => point !== null);
  const shown = threshold === undefined ? measured : [threshold, ...measured];
  const [low, high] = shown.length === 0 ? [0, 0] : [Math.min(...shown), Math.max(...shown)];
  const pad = (high - low || Math.abs(high) || 1) * 0.15;
  const bottom = low === 0 || (low > 0 && low - pad < 0) ? 0 : low - pad;
  const scale = (sparkHeight - 2) / (high + pad - bottom);
  const y = (value: number) => Math.round(sparkHeight - 1 - (value - bottom) * scale);
  const line = pathOf(points, y);
  return threshold === undefined ? { line } : { line, thresholdY: y(threshold) };
}

function pathOf(points: readonly (number | null)[], y: (value: number) => number): string {
  const step = sparkWidth / Math.max(1, points.length - 1);
  let path = '';
  let pen: { x: number; y: number } | undefined;
  for (const [index, point] of points.entries()) {
    if (point === null) {
      pen = undefined;
      continue;
    }
    const next = { x: Math.round(index * step), y: y(point) };
    // A point between two gaps would be invisible as a mere `M`: draw it one unit wide.
    if (pen === undefined) path += `M${next.x} ${next.y}${points[index + 1] == null ? 'h1' : ''}`;
    else path += `l${next.x - pen.x} ${next.y - pen.y}`;
    pen = next;
  }
  return path;
}
