import type { FC } from 'hono/jsx';
import type { Condition } from '../../rules/condition.ts';
import type { AgentStanding, RuleStanding } from '../../switches/standing.ts';
import { sparkOf } from '../charts/sparkline.ts';
import { Badge, type IconName, Spark, type Tone } from '../components/parts.page.tsx';
import type { RuleGlance } from '../watch/watch.ts';
import { labelOf } from '../words/labels.ts';
import type { Say } from '../words/texts.ts';

/** The colour and the drawing of an agent's standing. */
export const standingLook: Readonly<Record<AgentStanding, { readonly tone: Tone; readonly icon: IconName }>> =
  {
    unobeyed: { tone: 'bad', icon: 'alert' },
    suspended: { tone: 'bad', icon: 'stop' },
    firing: { tone: 'bad', icon: 'alert' },
    pending: { tone: 'warn', icon: 'trend' },
    no_data: { tone: 'quiet', icon: 'silent' },
    running: { tone: 'good', icon: 'check' },
  };

const ruleTone: Readonly<Record<RuleStanding, Tone>> = {
  firing: 'bad',
  pending: 'warn',
  ok: 'good',
  no_data: 'quiet',
  unheard: 'quiet',
};

/** Whether an agent may run, in a word. */
export const StandingBadge: FC<{ standing: AgentStanding; say: Say }> = ({ standing, say }) => (
  <Badge {...standingLook[standing]}>{say.t.state[standing]}</Badge>
);

/** The limit as people say it: an alarm on high values is a maximum, one on low values a minimum. */
export function limitText(
  condition: Pick<Condition, 'operator' | 'threshold'>,
  metric: RuleGlance['metric'],
  say: Say,
): string {
  const limit = say.f.quantity(condition.threshold, metric);
  switch (condition.operator) {
    case '>':
    case '>=':
      return say.t.rule.most(limit);
    case '<':
    case '<=':
      return say.t.rule.least(limit);
    case '==':
      return say.t.rule.unequal(limit);
    case '!=':
      return say.t.rule.equal(limit);
    default:
      return condition.operator satisfies never;
  }
}

/** One rule: the value against its limit, and the last hour as a line. `href` leads to where its threshold can be tried. */
export const RuleCell: FC<{ glance: RuleGlance; say: Say; href?: string }> = ({ glance, say, href }) => {
  const { metric, condition, standing, value } = glance;
  const tone = ruleTone[standing];
  // Below what the rule asks for, a value says nothing, even one beyond the limit.
  const tooFew = standing === 'no_data' && value !== undefined;
  return (
    <div class={`rule tone-${tone}`} data-standing={standing}>
      <div class="rule-words">
        <span class="rule-name">
          {href === undefined ? (
            labelOf(metric, say)
          ) : (
            <a href={href} title={say.t.workshop.open}>
              {labelOf(metric, say)}
            </a>
          )}
        </span>
        <span class={value === undefined || tooFew ? 'rule-value unmeasured' : 'rule-value'}>
          {value === undefined ? say.t.common.none : say.f.quantity(value, metric)}
        </span>
        <span class="rule-limit">{limitText(condition, metric, say)}</span>
        {tooFew ? <span class="rule-limit">{say.t.rule.tooFew}</span> : null}
        <span class="visually-hidden">{tooFew ? '' : say.t.rule[standing]}</span>
      </div>
      <Spark spark={sparkOf(glance.spark(), condition.threshold)} tone={tone} />
    </div>
  );
};
