import { objectOf } from '../../json.ts';
import type { ApiRequest, Ask } from '../../pull/asker.ts';
import { faultOf, type PullFault } from '../../pull/fault.ts';
import type { Score } from '../score.ts';

/** One look at all scores of a project since some time. */
export type Sweep = {
  readonly ask: Ask;
  readonly project: string | undefined;
  /** The names of the scores that feed anything. */
  readonly names: readonly string[];
  readonly since: number;
  readonly now: number;
  /** Whether attributes of what was scored are wanted. */
  readonly wantsAttributes: boolean;
  /** Whether it is worth a question what a score is about. */
  readonly isNews: (id: string) => boolean;
  /** Takes what was found; resolves when it is kept. An item without an id or a name is none. */
  readonly take: (found: readonly (Score | undefined)[]) => Promise<PullFault | undefined>;
};

/** Looks at everything, and says why it could not. */
export type Keeper = (sweep: Sweep) => Promise<PullFault | undefined>;

/** A list that goes on and on is none. */
const mostPages = 5_000;

type Page = { readonly items: readonly unknown[]; readonly next: string | undefined };

/** Goes through a list page by page, until the last one or a fault. */
export async function eachPage(
  bring: (cursor: string | undefined) => Promise<Page | PullFault>,
  use: (items: readonly unknown[]) => Promise<PullFault | undefined>,
): Promise<PullFault | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const brought = await bring(cursor);
    if ('outcome' in brought) return brought;
    const fault = await use(brought.items);
    if (fault !== undefined || brought.next === undefined) return fault;
    if (brought.next === cursor) break;
    cursor = brought.next;
  }
  return faultOf('malformed', 'the list does not end');
}

/** Asks an API whose answer is an object with a list under a key. */
export async function askList(
  ask: Ask,
  request: ApiRequest,
  key: string,
): Promise<
  { readonly body: Readonly<Record<string, unknown>>; readonly items: readonly unknown[] } | PullFault
> {
  const answer = await ask(request);
  if ('outcome' in answer) return answer;
  const body = objectOf(answer.json);
  const items = body?.[key];
  if (body === undefined || !Array.isArray(items))
    return faultOf('malformed', `the answer has no list of ${key}`);
  return { body, items };
}

/** The same parameter for each value. */
export function each(name: string, values: readonly string[]): readonly (readonly [string, string])[] {
  return values.map((value) => [name, value] as const);
}
