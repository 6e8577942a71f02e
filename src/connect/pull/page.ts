import type { SeriesRules } from '../../metrics/intake/remote-write/series.ts';
import { fits, sourcesOf } from '../../metrics/sources.ts';
import { mostSeries } from './answer.ts';
import { formatOf, readPage } from './exposition.ts';
import { faultOf, type PullFault } from './fault.ts';
import { type Bounds, fetchBounded } from './fetch.ts';
import type { PulledSeries } from './series.ts';

/** The largest page. */
const mostBytes = 8 * 1_024 * 1_024;

/** Reads a page with metrics: those of its series that feed anything. The others are nobody's fault. */
export async function scrapePage(
  url: string,
  readAt: number,
  rules: SeriesRules,
  bounds: Omit<Bounds, 'mostBytes'>,
): Promise<readonly PulledSeries[] | PullFault> {
  const accept = 'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
  const page = await fetchBounded(url, { headers: { Accept: accept } }, { ...bounds, mostBytes });
  if ('outcome' in page) return page;
  if (page.status !== 200) return faultOf('http_error', `the page answers HTTP ${page.status}`);
  const readersOf = (name: string) => sourcesOf(name, rules.sources, rules);
  const series = await readPage(page.text, {
    format: formatOf(page.contentType),
    readAt,
    isWanted: (name) => readersOf(name).length > 0,
  });
  if (typeof series === 'string') return faultOf('malformed', `not a page with metrics: ${series}`);
  if (series.length > mostSeries)
    return faultOf(
      'too_large',
      `the page has ${series.length} series of these names, expected at most ${mostSeries}`,
    );
  const instance = new URL(url).host;
  return series
    .map((one) => ofTarget(one, instance))
    .filter(({ labels }) => readersOf(labels.get('__name__') ?? '').some(({ where }) => fits(labels, where)));
}

/**
 * A series with the labels by which Prometheus tells targets apart; its own of these names are told as
 * others.
 */
function ofTarget({ labels, points }: PulledSeries, instance: string): PulledSeries {
  const named = [...labels].map(([name, value]): [string, string] =>
    name === 'job' || name === 'instance' ? [`exported_${name}`, value] : [name, value],
  );
  return { labels: new Map([...named, ['job', 'scrape'], ['instance', instance]]), points };
}
