import type { NewNotice } from '../../notices/notice.ts';
import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { mayStop, rulesUnder } from '../../rules/silences/coverage.ts';
import type { Silence } from '../../rules/silences/silence.ts';
import { peopleOf, setting } from './notices.ts';

/**
 * Notices of a silence, to those who are told of a stop: its rule will not stop the agent for a while. Of
 * other rules nobody is told.
 */
export function silencedNotices(set: RuleSet, silence: Silence, now: number): readonly NewNotice[] {
  const { of, rule, by, until, reason, number } = silence;
  const stopping = rulesUnder(set, silence).filter((one) => mayStop(one.rule));
  const agents = [...new Set(stopping.map(({ agent }) => agent))];
  if (!silence.stops || agents.length === 0) return [];
  const agent = 'agent' in of ? of.agent : undefined;
  const tag = 'tag' in of ? of.tag : undefined;
  return [
    {
      ...{ key: `silence:${number}:${now}`, kind: 'stop_silenced', severity: 'warning' },
      ...defined({ agent }),
      people: [...new Set(agents.flatMap((one) => peopleOf(set, one)))],
      data: {
        ...setting(set, agent),
        ...{ by, until, reason, agents: agents.length },
        ...defined({ rule, tag }),
      },
    },
  ];
}
