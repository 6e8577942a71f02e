import type { StatusThere } from '../../../plans/link.ts';
import type { ActionStatus } from '../../../plans/plan.ts';
import { beginningOf } from '../../../platform/texts.ts';
import { listOf, objectOf, textIn, timeIn } from '../../json.ts';
import type { Ask } from '../../pull/asker.ts';
import { faultOf } from '../../pull/fault.ts';
import { type MirrorSite, pathOn, shownAddress } from './site.ts';

/** Categories of statuses: workflows name their statuses as they like, and each has one of these. */
const there: Readonly<Record<string, StatusThere>> = {
  new: 'todo',
  indeterminate: 'in_progress',
  done: 'done',
};
const wanted: Readonly<Record<ActionStatus, string>> = {
  todo: 'new',
  in_progress: 'indeterminate',
  blocked: 'indeterminate',
  done: 'done',
};

/** Jira Cloud, by version 3 of its API. */
export function jiraSite(ask: Ask, url: string, project: string | undefined): MirrorSite {
  const pathOf = (ref: string) => `/rest/api/3/issue/${ref}`;
  const site: MirrorSite = {
    refOf: (link) => /^\/browse\/([A-Z][A-Z0-9_]*-\d+)$/.exec(pathOn(url, link) ?? '')?.[1],
    refIn: ({ issue }) => textIn(objectOf(issue)?.['key']),
    read: async (ref) => {
      const fields = 'status,statuscategorychangedate,updated';
      const answer = await ask({ path: pathOf(ref), parameters: [['fields', fields]] });
      if ('outcome' in answer) return answer;
      const found = objectOf(objectOf(answer.json)?.['fields']);
      const category = textIn(objectOf(objectOf(found?.['status'])?.['statusCategory'])?.['key']);
      const at = timeIn(found?.['statuscategorychangedate']) ?? timeIn(found?.['updated']);
      return category === undefined || at === undefined
        ? faultOf('malformed', 'the answer is no issue')
        : { status: there[category] ?? 'open', at };
    },
    tell: async (ref, status) => {
      const path = `${pathOf(ref)}/transitions`;
      const answer = await ask({ path });
      if ('outcome' in answer) return answer;
      const transition = listOf(objectOf(answer.json)?.['transitions'])
        .map(objectOf)
        .find((one) => objectOf(objectOf(one?.['to'])?.['statusCategory'])?.['key'] === wanted[status]);
      const id = textIn(transition?.['id']);
      // As if Jira itself had refused it.
      if (id === undefined)
        return { ...faultOf('http_error', `no transition leads to "${wanted[status]}"`), status: 409 };
      const moved = await ask({ path, body: { transition: { id } } });
      return 'outcome' in moved ? moved : undefined;
    },
  };
  if (project === undefined) return site;
  return {
    ...site,
    create: async ({ title, text }) => {
      const paragraph = { type: 'paragraph', content: [{ type: 'text', text }] };
      const fields = {
        project: { key: project },
        issuetype: { name: 'Task' },
        summary: beginningOf(title, 255),
        description: { type: 'doc', version: 1, content: [paragraph] },
      };
      const answer = await ask({ path: '/rest/api/3/issue', body: { fields }, isOnce: true });
      if ('outcome' in answer) return answer;
      const key = textIn(objectOf(answer.json)?.['key']);
      return key === undefined
        ? faultOf('malformed', 'the answer names no issue')
        : `${shownAddress(url)}/browse/${key}`;
    },
  };
}
