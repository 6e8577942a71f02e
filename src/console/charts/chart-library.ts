import { LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, MarkLineComponent, MarkAreaComponent, SVGRenderer]);

/** Begins a chart to be drawn as SVG, without a browser. */
export function createChart(size: { readonly width: number; readonly height: number }) {
  return init(null, null, { renderer: 'svg', ssr: true, ...size });
}
