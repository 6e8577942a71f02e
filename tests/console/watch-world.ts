import {
  type AgentGlance,
  glancesOf,
  inOrderOfNeed,
  type WatchSource,
} from '../../src/console/watch/watch.ts';
import type { Alert, Measure } from '../../src/rules/engine/alert.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { RuleSet } from '../../src/rules/ruleset.ts';
import type { KillSwitch } from '../../src/switches/switch.ts';
import { incidentOf, now, planOf } from './plan-world.ts';
import { ruleSetOf } from './rule-world.ts';

const hour = 3_600_000;

function measureOf(rule: Rule, agent: string, place: number): Measure {
  const threshold = rule.when[0]?.threshold ?? 0;
  const better = rule.when[0]?.operator === '<' ? 1.06 : 0.4;
  const bad = agent === 'margaux' && rule.id === 'error-rate';
  const value = threshold * (bad ? 1.17 : better + (place % 7) / 100);
  return { verdict: bad ? 'breach' : 'ok', value, threshold, weight: 400, clear: !bad };
}

/** Margaux suspended, one agent in alert, one silent, the others at peace. */
export function watchSourceOf(count = 5, set: RuleSet = ruleSetOf(count)): WatchSource {
  const ids = [...set.agents.keys()];
  const margaux: KillSwitch = {
    agent: 'margaux',
    trips: [
      {
        rule: 'error-rate',
        cause: 'fired',
        firedAt: now - 12 * 60_000,
        value: 0.023,
        threshold: 0.02,
        incident: 4,
      },
    ],
    epoch: 7,
    since: now - 12 * 60_000,
    acknowledged: { epoch: 7, at: now - 12 * 60_000 + 3_000 },
  };
  const alertOf = (agent: string, rule: string): Alert => ({
    agent,
    rule,
    current:
      (agent === 'margaux' && rule === 'error-rate') || (agent === ids[1] && rule === 'csat')
        ? {
            state: 'firing',
            since: now - hour,
            firedAt: now - hour,
            peak: 0.031,
            peakAt: now - hour,
            frozenMs: 0,
          }
        : { state: 'inactive' },
  });
  return {
    now,
    set,
    switches: new Map([['margaux', margaux]]),
    alert: alertOf,
    measure: (agent, rule) => {
      const found = set.rules.find((one) => one.id === rule);
      return found && agent !== ids[3] ? measureOf(found, agent, ids.indexOf(agent)) : undefined;
    },
    spark: (agent, { name }) => {
      const threshold = set.rules.find((one) => one.when[0]?.metric === name)?.when[0]?.threshold ?? 1;
      const seed = ids.indexOf(agent) + name.length;
      return Array.from({ length: 30 }, (_, at) => {
        if (agent === ids[3] || (at > 11 && at < 14 && seed % 3 === 0)) return null;
        const rise = agent === 'margaux' && name !== 'csat' && at > 18 ? (at - 18) * 0.07 : 0;
        return threshold * ((name === 'csat' ? 1.05 : 0.42) + rise + Math.sin(at * 0.9 + seed) * 0.06);
      });
    },
    incidents: [incidentOf({ state: 'acknowledged' })],
    plans: [planOf()],
  };
}

/** All agents at a glance, whoever needs a person first. */
export function glanceAll(source: WatchSource): AgentGlance[] {
  const { mandates, glance } = glancesOf(source);
  return inOrderOfNeed(mandates.map(glance));
}
