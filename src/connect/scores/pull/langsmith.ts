import { iso } from '../../../platform/iso.ts';
import { objectOf, textIn, timeIn } from '../../json.ts';
import { faultOf, type PullFault } from '../../pull/fault.ts';
import { attributesOf, measureIn, type Score } from '../score.ts';
import { askList, each, eachPage, type Keeper, type Sweep } from './sweep.ts';

/** The most that its API gives at once. */
const pageSize = 100;

/** LangSmith: feedback, which knows when its run was, and the run where its attributes are wanted. */
export const sweepLangsmith: Keeper = (sweep) =>
  eachPage(
    async (offset = '0') => {
      const answer = await sweep.ask({
        path: '/api/v1/feedback',
        parameters: [
          ...[['min_created_at', iso(sweep.since)] as const, ...each('key', sweep.names)],
          ...each('session', sweep.project === undefined ? [] : [sweep.project]),
          ...[['limit', String(pageSize)] as const, ['offset', offset] as const],
        ],
      });
      if ('outcome' in answer) return answer;
      const items: unknown = answer.json;
      if (!Array.isArray(items)) return faultOf('malformed', 'the answer is no list of feedback');
      return { items, next: items.length < pageSize ? undefined : String(Number(offset) + pageSize) };
    },
    async (items) => {
      const found = items.map(objectOf);
      const news = found.filter((item) => sweep.isNews(textIn(item?.['id']) ?? ''));
      const runs = await runsOf(sweep, news);
      return 'outcome' in runs ? runs : sweep.take(news.map((item) => readFeedback(item, runs)));
    },
  );

type Fields = Readonly<Record<string, unknown>>;
type Runs = ReadonlyMap<string, Fields>;

/** The runs that something has to be known of: for its attributes, or where the feedback has no time. */
async function runsOf(
  { ask, wantsAttributes }: Sweep,
  feedback: readonly (Fields | undefined)[],
): Promise<Runs | PullFault> {
  const wanted = feedback.filter((item) => wantsAttributes || timeIn(item?.['start_time']) === undefined);
  const texts = (key: string) => [...new Set(wanted.flatMap((item) => textIn(item?.[key]) ?? []))];
  const id = texts('run_id');
  if (id.length === 0) return new Map();
  const session = texts('session_id');
  const select = ['id', 'name', 'start_time', 'tags', 'extra'];
  const body = { id, select, limit: pageSize, ...(session.length === 0 ? {} : { session }) };
  const answer = await askList(ask, { path: '/api/v1/runs/query', body }, 'runs');
  if ('outcome' in answer) return answer;
  return new Map(
    answer.items.flatMap((item) => {
      const run = objectOf(item);
      const own = textIn(run?.['id']);
      return run === undefined || own === undefined ? [] : [[own, run] as const];
    }),
  );
}

function readFeedback(item: Fields | undefined, runs: Runs): Score | undefined {
  const [id, name] = [textIn(item?.['id']), textIn(item?.['key'])];
  if (item === undefined || id === undefined || name === undefined) return undefined;
  const run = runs.get(textIn(item['run_id']) ?? '');
  const number = measureIn(item['score']);
  const { value, label } = number.value === undefined ? measureIn(item['value']) : number;
  const { metadata } = objectOf(run?.['extra']) ?? {};
  return {
    ...{ id, name, value, label: label ?? textIn(item['value']) },
    at: timeIn(item['start_time']) ?? timeIn(run?.['start_time']),
    scoredAt: timeIn(item['created_at']),
    attributes: [
      attributesOf({ name: run?.['name'], metadata }, run?.['tags']),
      attributesOf({
        score: { source: objectOf(item['feedback_source'])?.['type'], metadata: item['extra'] },
      }),
    ],
  };
}
