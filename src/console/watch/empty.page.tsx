import type { FC } from 'hono/jsx';
import type { Condition } from '../../rules/condition.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { type Frame, Page } from '../shell/layout.page.tsx';

/** The page of a new installation: the one thing to do first, with the real address. */
export const EmptyPage: FC<{ frame: Frame; set: RuleSet; origin: string; live: string }> = ({
  frame,
  set,
  origin,
  live,
}) => {
  const { i18n } = frame;
  const words = i18n.t.empty;
  const agent = [...set.agents.keys()][0] ?? 'margaux';
  const condition = set.rules.find((rule) => rule.agents.includes(agent))?.when[0];
  return (
    <Page frame={frame} title={words.title} section="watch" live={live} lead={words.lead}>
      <div id="alive" />
      <ol class="first-steps">
        <li class="card">
          <h2>{words.key}</h2>
          <p>
            {words.keyHow}
            {frame.viewer?.admin ? (
              <>
                {' '}
                <a href="/access">{i18n.t.shell.people}</a>
              </>
            ) : null}
          </p>
        </li>
        <li class="card">
          <h2>{words.send}</h2>
          <pre tabindex={0}>{curlLine(origin, agent, condition)}</pre>
          <p class="muted">{words.sendHow}</p>
        </li>
        <li class="card">
          <h2>{words.wait}</h2>
          <p class="row" role="status">
            <span class="pulse" aria-hidden="true" /> {words.waiting}
          </p>
        </li>
      </ol>
    </Page>
  );
};

/** The line that makes the page come alive when it is pasted into a terminal. */
function curlLine(origin: string, agent: string, condition: Condition | undefined): string {
  const sample = {
    agent,
    metric: condition?.metric ?? 'error_rate',
    value: goodValue(condition),
    weight: 120,
  };
  const body = JSON.stringify({ samples: [sample] });
  return [
    `curl ${origin}/v1/samples \\`,
    `  -H 'Authorization: Bearer fr_…' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${body}'`,
  ].join('\n');
}

/** A value well within the limit: whoever tries filrouge must not set off an incident by it. */
function goodValue(condition: Condition | undefined): number {
  if (condition === undefined) return 0.004;
  const { operator, threshold } = condition;
  const good = operator === '<' || operator === '<=' ? threshold * 1.1 : threshold / 5;
  return Number(good.toPrecision(3));
}
