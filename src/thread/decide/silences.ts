import { type Actor, actorText } from '../../platform/actor.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { defined } from '../../platform/defined.ts';
import { iso } from '../../platform/iso.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import type { EndSilence, SilenceRules } from '../../rules/silences/commands.ts';
import { agentsOf, rulesUnder } from '../../rules/silences/coverage.ts';
import { isRunning, mostSilenceMs, noSilences, type Silence } from '../../rules/silences/silence.ts';
import { tagsOf } from '../../switches/fleet.ts';
import type { Change } from '../change.ts';
import type { World } from '../world.ts';
import { silencedNotices } from './notices-of-silences.ts';

/** So many run at once at most: more hides that anything is silenced at all. */
const mostRunning = 500;

type By<C> = C & { readonly by: Actor };

/** A person silences a rule, or all of an agent or a tag, from now on. */
export function decideSilence(world: World, order: By<SilenceRules>, now: number): Result<Change> {
  const { set, silences = noSilences } = world;
  const { of, rule, reason, until, stops } = order;
  const whyNot = unknownIn(set, order) ?? badEnd(until, now);
  if (whyNot !== undefined) return refused(whyNot);
  if (silences.standing.filter((one) => isRunning(one, now)).length >= mostRunning)
    return refused(tooManySilences);
  const actor = actorText(order.by);
  const number = silences.last + 1;
  const silence: Silence = { number, of, reason, by: actor, from: now, until, stops, ...defined({ rule }) };
  const data = defined({ silence: number, ...tagOf(silence), rule, until, stops, digest: sha256Hex(reason) });
  return done({
    agent: world.agent,
    silence,
    entries: [{ kind: 'silenceSet', actor, ...aboutOf(silence), data }],
    notices: silencedNotices(set, silence, now),
  });
}

/** A person ends a silence before its time. */
export function decideEndSilence(world: World, order: By<EndSilence>, now: number): Result<Change> {
  const { silences = noSilences } = world;
  const before = silences.standing.find(({ number }) => number === order.silence);
  if (before === undefined)
    return refused(
      order.silence <= silences.last ? overAlready(order.silence) : noSuch('silence', order.silence),
    );
  if (!isRunning(before, now)) return refused(overAlready(order.silence));
  const actor = actorText(order.by);
  const silence: Silence = { ...before, ended: { at: now, by: actor } };
  const data = defined({
    silence: silence.number,
    ...tagOf(silence),
    rule: silence.rule,
    until: silence.until,
  });
  return done({
    agent: world.agent,
    silence,
    entries: [{ kind: 'silenceEnded', actor, ...aboutOf(silence), data }],
  });
}

/** The agent that a silence belongs to; one over a tag belongs to none. */
export function agentOfSilence({ of }: Pick<Silence, 'of'>): string {
  return 'agent' in of ? of.agent : noAgent;
}

function aboutOf({ of }: Silence): { readonly agent?: string } {
  return 'agent' in of ? { agent: of.agent } : {};
}

function tagOf({ of }: Silence): { readonly tag?: string } {
  return 'tag' in of ? { tag: of.tag } : {};
}

function unknownIn(set: RuleSet, { of, rule }: SilenceRules): Refusal | undefined {
  if (agentsOf(set, of).length === 0)
    return 'agent' in of
      ? noSuch('agent', of.agent)
      : noSuch('tag', of.tag, { known: [...tagsOf(set).keys()] });
  if (rule === undefined || rulesUnder(set, { of, rule }).length > 0) return undefined;
  const known = [...new Set(rulesUnder(set, { of }).map((one) => one.rule.id))];
  return noSuch('rule', rule, { over: 'agent' in of ? of.agent : of.tag, known });
}

function badEnd(until: number, now: number): Refusal | undefined {
  const latest = now + mostSilenceMs;
  if (until > now && until <= latest) return undefined;
  const expected = `a time after now and at most 4 h ahead, ${iso(latest)} at the latest`;
  return {
    kind: 'invalid',
    code: until > now ? 'silence_too_long' : 'silence_in_the_past',
    detail: `until: found ${iso(until)}, expected ${expected}. Planned work for longer stands in the agent's file, as maintenance.`,
    errors: [{ pointer: '/until', detail: `expected ${expected}` }],
    facts: { latest: iso(latest) },
  };
}

const tooManySilences: Refusal = {
  kind: 'conflict',
  code: 'too_many_silences',
  detail: `${mostRunning} silences run already: end some of them, or silence a tag instead of each agent.`,
};

function overAlready(number: number): Refusal {
  return { kind: 'conflict', code: 'silence_over', detail: `Silence ${number} is over already.` };
}
