import { beginningOf } from '../../../platform/texts.ts';
import { objectOf, textIn, timeIn } from '../../json.ts';
import type { Ask } from '../../pull/asker.ts';
import { faultOf } from '../../pull/fault.ts';
import { type MirrorSite, pathOn } from './site.ts';

/** GitLab, by version 4 of its API: an issue is open or closed, and no more. */
export function gitlabSite(ask: Ask, url: string, project: string | undefined): MirrorSite {
  const refOf = (link: URL): string | undefined => {
    const path = pathOn(url, link) ?? '';
    const [, group = '', number = ''] = /^\/([\w./-]+?)\/-\/(?:issues|work_items)\/(\d+)$/.exec(path) ?? [];
    return number === '' ? undefined : `/api/v4/projects/${encodeURIComponent(group)}/issues/${number}`;
  };
  const site: MirrorSite = {
    refOf,
    refIn: ({ object_attributes: about }) => {
      const address = textIn(objectOf(about)?.['url']);
      return address !== undefined && URL.canParse(address) ? refOf(new URL(address)) : undefined;
    },
    read: async (ref) => {
      const answer = await ask({ path: ref });
      if ('outcome' in answer) return answer;
      const { state, closed_at: closedAt, updated_at: updatedAt } = objectOf(answer.json) ?? {};
      const at = (state === 'closed' ? timeIn(closedAt) : undefined) ?? timeIn(updatedAt);
      return (state !== 'opened' && state !== 'closed') || at === undefined
        ? faultOf('malformed', 'the answer is no issue')
        : { status: state === 'closed' ? 'done' : 'open', at };
    },
    tell: async (ref, status) => {
      const body = { state_event: status === 'done' ? 'close' : 'reopen' };
      const answer = await ask({ path: ref, body, method: 'PUT' });
      return 'outcome' in answer ? answer : undefined;
    },
  };
  if (project === undefined) return site;
  return {
    ...site,
    create: async ({ title, text }) => {
      const path = `/api/v4/projects/${encodeURIComponent(project)}/issues`;
      const answer = await ask({
        path,
        body: { title: beginningOf(title, 255), description: text },
        isOnce: true,
      });
      if ('outcome' in answer) return answer;
      const address = textIn(objectOf(answer.json)?.['web_url']) ?? '';
      // People will open it, and the mirror reads it.
      const isAddress = /^https?:/.test(address) && URL.canParse(address);
      return isAddress ? address : faultOf('malformed', 'the answer names no issue');
    },
  };
}
