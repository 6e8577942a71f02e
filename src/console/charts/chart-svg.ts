import type { ChartOption } from './charts.ts';

/** Nearly half of all memory that an idle process would take: loaded for the first page that draws. */
let library: typeof import('./chart-library.ts') | undefined;

/** Makes `chartSvg` ready; nothing to wait for from the second time on. */
export async function loadCharts(): Promise<void> {
  library ??= await import('./chart-library.ts');
}

/** Size of a chart drawn on the server, in its own coordinates; the page scales it. */
export type ChartSize = { readonly width: number; readonly height: number };

/**
 * Draws a chart as SVG that may stand in a page with a strict Content-Security-Policy, in the page's own
 * colours. Throws before `loadCharts`.
 */
export function chartSvg(option: ChartOption, size: ChartSize): string {
  if (library === undefined) throw new Error('charts are drawn before they are loaded');
  const chart = library.createChart(size);
  try {
    const { tooltip: _tooltip, dataZoom: _zoom, ...drawn } = option;
    chart.setOption(withMarks(drawn));
    return embeddable(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** An axis that comes with its marks as texts shows them: the library asks by their places. */
function withMarks(value: unknown): never {
  const replace = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(replace);
    if (typeof part !== 'object' || part === null) return part;
    const replaced = Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, replace(inner)]));
    if (!('texts' in part && Array.isArray(part.texts))) return replaced;
    const { texts } = part;
    return { ...replaced, formatter: (_: number, place: number) => texts[place] ?? '' };
  };
  return replace(value) as never;
}

/**
 * Inline styles and style elements would be blocked, so what they say becomes attributes; what only the chart
 * library's own scripts read goes. The picture is described by the text beside it, hence hidden from screen
 * readers.
 */
function embeddable(svg: string): string {
  return svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_[a-z_]+|pointer-events|xmlns:xlink|baseProfile)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => styleAttributes(style))
    .replace(/\s*\n\s*/g, '')
    .replace(/^<svg width="\d+" height="\d+"/, '<svg aria-hidden="true" focusable="false"');
}

/**
 * `font-size:12px;font-family:…` or the short `font: normal normal 12px sans-serif`; the family is the page's
 * own.
 */
function styleAttributes(style: string): string {
  const size = /(\d+(?:\.\d+)?)px/.exec(style)?.[1];
  const bold = /bold/.test(style);
  return `${size ? ` font-size="${size}"` : ''}${bold ? ' font-weight="600"' : ''}`;
}
