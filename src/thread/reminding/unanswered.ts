import type { NewNotice } from '../../notices/notice.ts';
import { chainOf } from '../../notices/waiting/chain.ts';
import { defined } from '../../platform/defined.ts';
import { addressBook } from '../../rules/ruleset.ts';
import { setting } from '../decide/notices.ts';
import type { Look, Telling } from './telling.ts';

/** The next people to be told of what was told at `toldAt` and asks for an answer, due or not. */
export function unanswered({ notice, asks }: Telling, toldAt: number, { set }: Look): readonly Telling[] {
  if (asks === undefined) return [];
  const { key, severity, agent, incident, people } = notice;
  return chainOf({ people, toldAt }, addressBook(set)).map(({ person, dueAt }) => {
    const next: NewNotice = {
      key: `${key}${chainMark}${person}`,
      kind: 'unanswered',
      severity: severity === 'info' ? 'warning' : severity,
      people: [person],
      ...defined({ agent, incident, plan: notice.plan }),
      data: {
        ...setting(set, agent, notice.data.timezone),
        ...asks,
        asked: [...people],
        toldAt,
      },
    };
    return { dueAt, notice: next };
  });
}

const chainMark = ':to:';

/** The key of the telling that a notice belongs to, its own or the one that nobody answered. */
export function tellingKey(key: string): string | undefined {
  const [base = '', person] = key.split(chainMark);
  return person !== undefined || base.startsWith('wait:') ? base : undefined;
}
