import type { FC } from 'hono/jsx';
import type { DeskRules } from '../../rules/desk/desk.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { Badge } from '../components/parts.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import type { Late } from './late-reads.ts';
import { kindName } from './looks.ts';

/** The late requests of the desk: the first of them, and how many there are, without words of customers. */
export type LateView = {
  readonly first: readonly Late[];
  readonly total: number;
  readonly rules: DeskRules;
  readonly set: Pick<RuleSet, 'people'>;
  readonly now: number;
};

/** The card of the late requests, on top of the page: the longest first. */
export const LateCard: FC<{ view: LateView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.desk.late;
  const { first, total, rules, set, now } = view;
  return (
    <section class="card" id="requests-late" aria-labelledby="late-title" hidden={total === 0}>
      <h2 id="late-title" data-says>
        {words.title(total, i18n.f.number(total))}
      </h2>
      <ul class="plain-list late-list">
        {first.map(({ number, kind, why, lateAt, owner }) => (
          <li>
            <a href={`/requests/${number}`}>
              {i18n.t.desk.page.title(number)} · {kindName(kind, rules, i18n)}
            </a>{' '}
            <Badge tone={why === 'waiting' || why === 'no_answer' ? 'warn' : 'bad'} icon="clock">
              {words.why[why]}
            </Badge>{' '}
            <span class="small muted">
              {words.since(i18n.f.duration(Math.max(0, now - lateAt)))} ·{' '}
              {owner === undefined ? words.unowned : nameOf(owner, set, i18n)}
            </span>
          </li>
        ))}
      </ul>
      {total > first.length ? <p class="muted small">{words.more(total - first.length)}</p> : null}
    </section>
  );
};
