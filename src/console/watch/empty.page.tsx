import type { Child, FC } from 'hono/jsx';
import type { Condition } from '../../rules/condition.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { Badge } from '../components/parts.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { FirstSteps } from './watch-reads.ts';

/** The page of a new installation: what to do first, with the real address; ticked is what is done. */
export const EmptyPage: FC<{
  frame: Frame;
  set: RuleSet;
  done: FirstSteps;
  origin: string;
  live: string;
}> = ({ frame, set, done, origin, live }) => {
  const { i18n } = frame;
  const words = i18n.t.empty;
  const agent = [...set.agents.keys()][0] ?? 'margaux';
  const rule = set.rules.find(({ agents }) => agents.includes(agent));
  return (
    <Page frame={frame} title={words.title} section="watch" live={live} lead={words.lead}>
      <div id="alive" />
      <ol class="first-steps">
        <Step title={words.rules} isDone i18n={i18n}>
          <p>
            <a href="/rules">{words.rulesLoaded(set.rules.length, set.agents.size)}</a>
          </p>
        </Step>
        <Step title={words.key} isDone={done.key} i18n={i18n}>
          <p>
            {words.keyHow}
            {frame.viewer?.admin ? (
              <>
                {' '}
                <a href="/access">{i18n.t.shell.people}</a>
              </>
            ) : null}
          </p>
        </Step>
        <Step title={words.send} i18n={i18n}>
          <pre tabindex={0}>{curlLine(origin, agent, rule?.when[0])}</pre>
          <p class="muted">{words.sendHow}</p>
          <p class="row" role="status">
            <span class="pulse" aria-hidden="true" /> {words.waiting}
          </p>
        </Step>
        <Step title={words.prove} isDone={done.prove} i18n={i18n}>
          <p>
            {words.proveHow} <a href="/rules">{i18n.t.shell.rules}</a>
          </p>
        </Step>
        <Step title={words.read} isDone={done.read} i18n={i18n}>
          <pre tabindex={0}>
            {`curl ${origin}/v1/agents/${agent}/switch \\\n  -H 'Authorization: Bearer fr_…'`}
          </pre>
          <p class="muted">{words.readHow}</p>
        </Step>
      </ol>
      <p class="demo-offer">
        {words.demo} <code>npm run demo</code>
      </p>
    </Page>
  );
};

const Step: FC<{ title: string; isDone?: boolean; i18n: I18n; children?: Child }> = ({
  title,
  isDone = false,
  i18n,
  children,
}) => (
  <li class="card">
    <h2>
      {title}{' '}
      {isDone ? (
        <Badge tone="good" icon="check">
          {i18n.t.empty.done}
        </Badge>
      ) : null}
    </h2>
    {children}
  </li>
);

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
  if (condition?.threshold === undefined) return 0.004;
  const { operator, threshold } = condition;
  const good = operator === '<' || operator === '<=' ? threshold * 1.1 : threshold / 5;
  return Number(good.toPrecision(3));
}
