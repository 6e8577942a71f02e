import type { FC } from 'hono/jsx';
import type { AgentStanding, RuleStanding } from '../../switches/standing.ts';
import { sparkOf } from '../charts/sparkline.ts';
import { Badge, Icon, type IconName, Spark, type Tone } from '../components/parts.page.tsx';
import type { RuleGlance } from '../watch/watch.ts';
import { labelOf, limitNowText } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

/** The colour and the drawing of an agent's standing. */
export const standingLook: Readonly<Record<AgentStanding, { readonly tone: Tone; readonly icon: IconName }>> =
  {
    disobeyed: { tone: 'bad', icon: 'alert' },
    unconfirmed: { tone: 'bad', icon: 'alert' },
    stopping: { tone: 'bad', icon: 'stop' },
    suspended: { tone: 'bad', icon: 'stop' },
    degraded: { tone: 'warn', icon: 'alert' },
    returning: { tone: 'warn', icon: 'trend' },
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
export const StandingBadge: FC<{ standing: AgentStanding; i18n: I18n }> = ({ standing, i18n }) => (
  <Badge {...standingLook[standing]}>{i18n.t.state[standing]}</Badge>
);

/**
 * One rule: the value against its limit, and the last hour as a line. `href` leads to where its threshold can
 * be tried; `silence` where it can be silenced.
 */
export const RuleCell: FC<{
  glance: RuleGlance;
  i18n: I18n;
  href?: string;
  silence?: string | undefined;
}> = ({ glance, i18n, href, silence }) => {
  const { metric, condition, standing, value, tooFew } = glance;
  const threshold = condition.threshold ?? glance.threshold;
  const tone = ruleTone[standing];
  return (
    <div class={`rule tone-${tone}`} data-standing={standing}>
      <div class="rule-words">
        <span class="rule-name">
          {href === undefined ? (
            labelOf(metric, i18n)
          ) : (
            <a href={href} title={i18n.t.workshop.open}>
              {labelOf(metric, i18n)}
            </a>
          )}
        </span>
        <span class={value === undefined || tooFew ? 'rule-value unmeasured' : 'rule-value'}>
          {value === undefined ? i18n.t.common.none : i18n.f.quantity(value, metric, threshold)}
        </span>
        <span class="rule-limit">{limitNowText(condition, threshold, metric, i18n)}</span>
        {tooFew ? <span class="rule-limit">{i18n.t.rule.tooFew}</span> : null}
        {glance.silencedUntil === undefined ? (
          silence === undefined ? null : (
            <a class="small no-print" href={silence}>
              {i18n.t.silences.go}
            </a>
          )
        ) : (
          <span class="rule-silenced">
            <Icon name="silent" />
            {i18n.t.silences.silencedUntil(i18n.f.dayTime(glance.silencedUntil))}
          </span>
        )}
        <span class="visually-hidden">{tooFew && standing === 'no_data' ? '' : i18n.t.rule[standing]}</span>
      </div>
      <Spark spark={sparkOf(glance.spark(), threshold)} tone={tone} />
    </div>
  );
};
