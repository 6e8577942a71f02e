import type { FC } from 'hono/jsx';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { PlannedWindow } from '../../rules/silences/coverage.ts';
import { Badge } from '../components/parts.page.tsx';
import { agentName } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

/** So many windows are drawn: a fleet may have thousands. */
const mostDrawn = 100;

/** Planned work, day by day. Times are those of the page's zone. */
export const Agenda: FC<{
  windows: readonly PlannedWindow[];
  set: Pick<RuleSet, 'agents'>;
  now: number;
  i18n: I18n;
}> = ({ windows, set, now, i18n }) => {
  const words = i18n.t.silences;
  const drawn = windows.slice(0, mostDrawn);
  const days = new Map<string, PlannedWindow[]>();
  for (const window of drawn) {
    const day = i18n.f.day(Math.max(now, window.from));
    days.set(day, [...(days.get(day) ?? []), window]);
  }
  const left = windows.length - drawn.length;
  return (
    <section class="card" aria-labelledby="silences-planned">
      <h2 id="silences-planned">{words.planned}</h2>
      {windows.length === 0 ? <p class="nothing">{words.nonePlanned}</p> : null}
      <dl class="agenda">
        {[...days].map(([day, ofDay]) => (
          <div>
            <dt>{day}</dt>
            {ofDay.map((window) => (
              <dd>
                <span class="agenda-time">{timesOf(window, i18n)}</span>{' '}
                <a href={`/agents/${window.agent}`}>{agentName(window.agent, set)}</a> ·{' '}
                {window.maintenance.rules === undefined
                  ? words.allRules
                  : i18n.f.list(window.maintenance.rules)}{' '}
                {window.from <= now ? (
                  <Badge tone="warn" icon="silent">
                    {words.running}
                  </Badge>
                ) : null}
                <span class="block muted small">{window.maintenance.reason}</span>
              </dd>
            ))}
          </div>
        ))}
      </dl>
      {left > 0 ? <p class="muted">{words.more(left, i18n.f.number(left))}</p> : null}
    </section>
  );
};

/** A window that ends on another day says which. */
function timesOf({ from, until }: PlannedWindow, { f }: I18n): string {
  const end = f.day(from) === f.day(until) ? f.time(until) : f.dayTime(until);
  return `${f.time(from)}–${end}`;
}
