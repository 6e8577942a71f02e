import { iso } from '../../../platform/iso.ts';
import { objectOf, textIn, timeIn } from '../../json.ts';
import type { Ask } from '../../pull/asker.ts';
import { faultOf, type PullFault } from '../../pull/fault.ts';
import { attributesOf, measureIn, type Score } from '../score.ts';
import { askList, eachPage, type Keeper, type Sweep } from './sweep.ts';

const scoresPath = '/api/public/v3/scores';
const observationsPath = '/api/public/v2/observations';

/** Nothing older is taken, so nothing older is looked for. */
const longestMs = 30 * 86_400_000;

/** Langfuse: scores by its API of version 3, and the trace of each by the observations in it. */
export const sweepLangfuse: Keeper = async (sweep) => {
  const traces = new Map<string, readonly Fields[] | undefined>();
  const byName = sweep.names.some((name) => name.includes(','))
    ? []
    : [['name', sweep.names.join(',')] as const];
  return eachPage(
    async (cursor) => {
      const parameters = [
        ...[['limit', '100'] as const, ['fields', 'details,subject'] as const],
        ...[['fromTimestamp', iso(sweep.since)] as const, ...byName],
        ...(cursor === undefined ? [] : [['cursor', cursor] as const]),
      ];
      const page = await askList(sweep.ask, { path: scoresPath, parameters }, 'data');
      if ('outcome' in page) return page;
      return { items: page.items, next: textIn(objectOf(page.body['meta'])?.['cursor']) };
    },
    async (items) => {
      const found: (Score | undefined)[] = [];
      for (const item of items) {
        const read = await readScore(sweep, traces, objectOf(item));
        if (read === 'known') continue;
        if (read !== undefined && 'outcome' in read) return read;
        found.push(read);
      }
      return sweep.take(found);
    },
  );
};

type Fields = Readonly<Record<string, unknown>>;

async function readScore(
  { ask, now, isNews }: Sweep,
  traces: Map<string, readonly Fields[] | undefined>,
  item: Fields | undefined,
): Promise<Score | PullFault | 'known' | undefined> {
  const [id, name] = [textIn(item?.['id']), textIn(item?.['name'])];
  if (item === undefined || id === undefined || name === undefined) return undefined;
  if (!isNews(id)) return 'known';
  const subject = objectOf(item['subject']);
  const isObservation = subject?.['kind'] === 'observation';
  const trace = textIn(
    isObservation ? subject['traceId'] : subject?.['kind'] === 'trace' ? subject['id'] : undefined,
  );
  if (trace !== undefined && !traces.has(trace)) {
    const rows = await rowsOf(ask, trace, now);
    if (rows !== undefined && 'outcome' in rows) return rows;
    traces.set(trace, rows);
  }
  const rows = (trace === undefined ? undefined : traces.get(trace)) ?? [];
  const own = isObservation ? rows.find((row) => row['id'] === subject['id']) : undefined;
  const root = rows.find((row) => row['parentObservationId'] === null || row['parentObservationId'] === '');
  const oldest = rows.toSorted((left, right) => startOf(left) - startOf(right))[0];
  const [about, whole] = [own ?? root ?? oldest, root ?? oldest];
  const at = about === undefined ? undefined : startOf(about);
  return {
    ...{ id, name, ...measureIn(item['value']), scoredAt: timeIn(item['timestamp']) },
    at: at === undefined || !Number.isFinite(at) ? undefined : at,
    attributes: [
      ...[about, whole].flatMap((row) => (row === undefined ? [] : [attributesOfRow(row)])),
      attributesOf({
        environment: item['environment'],
        score: { source: item['source'], metadata: item['metadata'] },
      }),
    ],
  };
}

function startOf(row: Fields): number {
  return timeIn(row['startTime']) ?? timeIn(row['timestamp']) ?? Number.POSITIVE_INFINITY;
}

function attributesOfRow(row: Fields) {
  const { name, traceName, environment, release, version, sessionId: session, metadata, tags } = row;
  return attributesOf(
    { name, trace_name: traceName, environment, release, version, session, metadata },
    tags,
  );
}

/**
 * The observations of a trace, none where it is not there. A Langfuse that has no such list (its own before
 * version 4) is asked for the trace alone: then all of it counts at its beginning.
 */
async function rowsOf(
  ask: Ask,
  trace: string,
  now: number,
): Promise<readonly Fields[] | PullFault | undefined> {
  const parameters = [
    ...[['traceId', trace] as const, ['fields', 'core,basic,metadata,trace_context'] as const],
    ...[['limit', '1000'] as const, ['fromStartTime', iso(now - longestMs)] as const],
    ['toStartTime', iso(now)] as const,
  ];
  const answer = await askList(ask, { path: observationsPath, parameters }, 'data');
  if (!('outcome' in answer))
    return answer.items.flatMap((item) => {
      const row = objectOf(item);
      return row === undefined ? [] : [row];
    });
  if (answer.status !== 404) return answer;
  const whole = await ask({ path: `/api/public/traces/${encodeURIComponent(trace)}` });
  if ('outcome' in whole) return whole.status === 404 ? undefined : whole;
  const row = objectOf(whole.json);
  return row === undefined
    ? faultOf('malformed', 'the answer is no trace')
    : [{ ...row, parentObservationId: null }];
}
