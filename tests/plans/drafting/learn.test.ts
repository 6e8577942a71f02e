import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { endOfLocalDay } from '../../../src/language/zoned.ts';
import type { VerdictEntry } from '../../../src/plans/criteria/follow.ts';
import { withoutFigures, withoutNames } from '../../../src/plans/drafting/learn/cleaned.ts';
import { learnPlaybook } from '../../../src/plans/drafting/learn/learn.ts';
import type { LearnSources } from '../../../src/plans/drafting/learn/learnt.ts';
import { type LearntFile, learntFile } from '../../../src/plans/drafting/learn/learnt-files.ts';
import type { Action, Plan } from '../../../src/plans/plan.ts';
import { parseRuleFiles } from '../../../src/rules/files/files.ts';
import { type RuleFile, readRuleFolder } from '../../../src/rules/files/folder-files.ts';
import { shippedRules } from '../../support/house.ts';
import { criterion, defined, draft, incident, paris, people, ruleSet } from '../margaux.ts';
import { active, closedWithTasks } from '../signed.ts';

const closed: Plan = { ...closedWithTasks(), rootCause: 'Le flux du catalogue était arrêté.' };
const sources: LearnSources = {
  ...{ incident, ruleSet, histories: new Map() },
  closing: { seq: 41, hash: 'ab'.repeat(32) },
};
let files: readonly RuleFile[] = [];
/** The shipped rules before anybody had written a playbook. */
const bare = { ...ruleSet, playbooks: new Map() };
const bareFiles = () =>
  files
    .filter(({ path }) => !path.startsWith('playbooks/') && !path.endsWith('.test.yaml'))
    .map((file) =>
      'text' in file ? { ...file, text: file.text.replaceAll(/^ +playbook: .*\n/gm, '') } : file,
    );

beforeAll(async () => {
  files = defined(await readRuleFolder(shippedRules));
});

function learnt(plan: Plan, more: Partial<LearnSources> = {}, among = files): LearntFile {
  const result = learntFile(plan, { ...sources, ...more }, among);
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}
const fresh = (plan: Plan, more: Partial<LearnSources> = {}) =>
  learnt(plan, { ruleSet: bare, ...more }, bareFiles());

function withAction(changed: Partial<Action>, place = 0, plan = closed): Plan {
  return { ...plan, actions: plan.actions.map((one, at) => (at === place ? { ...one, ...changed } : one)) };
}

/** The plan that the next incident of the same kind is drafted from what was learnt. */
function redrafted(file: LearntFile, among: readonly RuleFile[]): Plan {
  const parsed = parseRuleFiles([...among.filter(({ path }) => path !== file.path), file], {
    stepMs: 10_000,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 1));
  return draft({ playbook: defined(parsed.set.playbooks.get(file.playbook)), ruleSet: parsed.set });
}

const asDrafted = ({ title, owner, dueAt, effort, impact, treats, criteria, checklists }: Action) => ({
  ...{ title, owner, dueAt, effort, impact, treats },
  criteria: criteria.map(({ spec }) => spec.text),
  checklists: checklists.map(({ id, items }) => [id, items.map(({ text }) => text)]),
});

describe('a new playbook', () => {
  test('passes rules check, and drafts the actions that were done and verified', () => {
    const file = fresh(closed);
    expect(file.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(file).toMatchObject({
      playbook: 'stale-answers',
      path: 'playbooks/stale-answers.yaml',
      before: '',
    });
    // Whom neither the plan's owner nor its approver stands for is named by the reviewer.
    const withoutOps = ({ owner = '', ...action }: Action): Action =>
      owner === 'it-ops' ? action : { ...action, owner };
    expect(redrafted(file, bareFiles()).actions.map(asDrafted)).toEqual(
      closed.actions.map(withoutOps).map(asDrafted),
    );
    expect(redrafted(file, bareFiles()).hypotheses.map(({ text }) => text)).toContain(closed.rootCause);
  });

  test('says where it comes from, the same each time', () => {
    const { text } = fresh(closed);
    expect(text).toBe(fresh(closed).text);
    expect(text).toContain(
      '# Learnt from plan 4 of incident 4: begun 2026-06-05, closed 2026-06-11, version 13.',
    );
    expect(text).toContain(`# Closure in the register: entry 41, ${'ab'.repeat(32)}`);
    expect(text).toContain(`# Rule set then: ${ruleSet.hash}`);
    expect(text).toContain('# Done on day 4; success measured on day 6, at the first attempt.');
  });

  test('calls people by their roles, and names none of them', () => {
    const plan = {
      ...withAction({ title: 'Demander à Léa Fontaine, puis à Roussel, de prévenir Margaux' }),
      rootCause: 'Léa avait arrêté le flux de Margaux le 5/06 à 8 h 02 : 478 échanges sur 12 %.',
    };
    const { text } = fresh(plan);
    expect(text).toContain("Demander à [responsable du plan], puis à [approbateur], de prévenir l'agent");
    expect(text).toContain(
      "[responsable du plan] avait arrêté le flux de l'agent le […] à […] : […] échanges sur […].",
    );
    for (const { name, email = name } of people.values())
      for (const word of [name, email]) expect(text).not.toContain(word);
    expect(text).not.toMatch(/478|lea\b|camille|Margaux/);
    expect(text.match(/role: owner/g)).toHaveLength(2);
  });

  test('is called after the rule that asked for the plan, where no playbook was its source', () => {
    const watched = [{ rule: 'error-rate', cause: 'fired', metric: 'error_rate' }] as const;
    expect(fresh({ ...closed, playbooks: [], watched }).playbook).toBe('error-rate');
    expect(fresh({ ...closed, playbooks: [] }).playbook).toBe('reponses-fondees-sur-des-donnees');
    expect(fresh(closed, { name: 'other' })).toMatchObject({
      playbook: 'other',
      path: 'playbooks/other.yaml',
    });
  });

  test('leaves out what was not done, and says so', () => {
    const risk = {
      action: '4-5',
      by: 'camille',
      at: paris(9, '10:00'),
      reason: 'Trente cas de plus n’apprendraient rien.',
    };
    const { text } = fresh({
      ...withAction({ status: 'todo', verification: 'unverified' }, 4),
      acceptedRisks: [risk],
    });
    expect(text).not.toContain('id: replay-cases');
    expect(text).toContain('# What did not work, or was left undone:');
    expect(text).toContain('its risk was accepted: Trente cas');
  });

  test('says what was lost on the way, and what mended it', () => {
    const entry = (at: number, verdict: VerdictEntry['verdict']): VerdictEntry => ({
      criterion: '4-3-1',
      at,
      verdict,
      heldMs: 0,
    });
    const histories = new Map([
      [
        '4-3-1',
        [
          entry(paris(7, '09:00'), 'met'),
          entry(paris(8, '09:00'), 'failed'),
          entry(paris(10, '09:00'), 'met'),
        ],
      ],
    ]);
    const log = [
      { at: paris(7, '10:00'), by: 'lea', action: '4-3', result: 'Trop tôt.' },
      { at: paris(8, '10:00'), by: 'lea', action: '4-3', result: 'Garde remise\nen place par Léa.' },
    ];
    const { text } = fresh({ ...closed, log }, { histories });
    expect(text).toContain('# "error_rate < 1% over 1h for 24h" was met, and failed again on day 3.');
    expect(text).toContain('# After that: Garde remise en place par [responsable du plan].');
    expect(text).not.toContain('Trop tôt');
    // The same is worth a remark in the playbook that it came from.
    expect(learnt({ ...closed, log }, { histories }).text).toContain('failed again on day 3');
  });

  test('tells of each time that it came back', () => {
    const reopened = [{ at: paris(10, '09:00'), incident: 9, closedAt: paris(8, '12:00') }];
    expect(fresh({ ...closed, reopened }).text).toContain(
      '# Its cause came back on 2026-06-10 (incident 9), after a closure on 2026-06-08.',
    );
  });

  test('counts the days of what came after a recurrence from that', () => {
    const reopened = [{ at: paris(20, '09:00'), incident: 9 }];
    const plan = withAction({ dueAt: endOfLocalDay(paris(23, '09:00'), 'Europe/Paris') }, 2, {
      ...closed,
      reopened,
    });
    expect(fresh(plan).text).toMatch(/id: prompt-guard[\s\S]*?due: 3d/);
  });

  test('drops a criterion that the rules no longer know, and says which', () => {
    const [first] = closed.actions[3]?.criteria ?? [];
    const gone = {
      ...defined(first),
      spec: { ...criterion('proof error-rate passed'), text: 'proof gone passed' },
    };
    const { text, problems } = fresh(withAction({ criteria: [defined(first), gone] }, 3));
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(text).toContain('# Left out, as the rules in force do not know it: proof gone passed');
  });
});

describe('the playbook that the plan came from', () => {
  test('stays to the byte, but for what was learnt', async () => {
    const before = await readFile(join(shippedRules, 'playbooks/stale-answers.yaml'), 'utf8');
    const plan = withAction({ dueAt: endOfLocalDay(paris(7, '09:00'), 'Europe/Paris'), impact: 'low' });
    const { text, problems } = learnt(plan);
    const lines = new Set(before.split('\n'));
    const news = text.split('\n').filter((line) => !lines.has(line));
    expect(problems).toEqual([]);
    expect(news.filter((line) => !line.trim().startsWith('#'))).toEqual([
      '      fr: Le flux du catalogue était arrêté.',
      '      en: Le flux du catalogue était arrêté.',
    ]);
    expect(text).toMatch(/id: resync-feed[\s\S]*?due: 2d\n {4}effort: low\n {4}impact: low/);
    expect(before.split('\n').filter((line) => !text.split('\n').includes(line))).toEqual(['    due: 1d']);
  });

  test('has an action more, under an id of its own', () => {
    const added: Action = {
      ...defined(closed.actions[2]),
      ...{ id: '4-9', title: 'Relire la consigne avec l’équipe', checklists: [], owner: 'camille' },
    };
    const { from: _from, ...own } = added;
    const { text } = learnt({ ...closed, actions: [...closed.actions, own] });
    expect(text).toContain('  - id: relire-consigne-avec-equipe\n');
    expect(text).toMatch(/relire-consigne-avec-equipe[\s\S]*?role: approver/);
  });

  test('hears what the plan did without', () => {
    const { text } = learnt({ ...closed, actions: closed.actions.slice(1) });
    expect(text).toMatch(/# This plan did without it\.\n {2}- id: resync-feed/);
  });

  test('is revised once: what was put in force is not proposed again', () => {
    const plan = withAction({ impact: 'low' });
    const file = learnt(plan);
    const next = files.map((one) => (one.path === file.path ? { path: file.path, text: file.text } : one));
    const parsed = parseRuleFiles(next, { stepMs: 10_000 });
    if (!parsed.ok) throw new Error('it does not load');
    const again = learntFile(plan, { ...sources, ruleSet: parsed.set }, next);
    expect(again.ok ? '' : again.refusal.code).toBe('nothing_learnt');
  });
});

describe('nothing is learnt', () => {
  test.each([
    ['a draft', draft(), 'plan_not_closed'],
    ['a plan at work', active(), 'plan_not_closed'],
    [
      'one that came back',
      { ...active(), reopened: [{ at: paris(20, '09:00'), incident: 9 }] },
      'plan_not_closed',
    ],
    ['one without a verified action', { ...closed, actions: [] }, 'nothing_learnt'],
  ] as const)('from %s', (_, plan, code) => {
    const result = learnPlaybook(plan, sources);
    expect(result.ok ? undefined : result.refusal.code).toBe(code);
  });

  test('and what is missing is said', () => {
    const result = learnPlaybook(active(), sources);
    expect(result.ok ? [] : (result.refusal.missing ?? []).map(({ code }) => code)).toContain(
      'action_not_done',
    );
  });

  test('but a plan that no incident began teaches as well', () => {
    const { incident: _incident, agent: _agent, ...general } = closed;
    const actions = general.actions.filter(({ id }) => id === '4-2');
    const { text } = fresh(
      { ...general, kind: 'strategic', actions, playbooks: [], indicators: [] },
      { incident: undefined },
    );
    expect(text).toContain('# Learnt from plan 4: begun 2026-06-05');
  });
});

describe('the texts', () => {
  const names = { plan: closed, people, agentName: 'Margaux' };

  test.each([
    ['Léa Fontaine a relu', '[responsable du plan] a relu'],
    ['selon FONTAINEBLEAU', 'selon FONTAINEBLEAU'],
    ['le 2026-06-05 à 08:02, incident 4', 'le […] à […], incident […]'],
    ['sous 15 min et 1 %', 'sous 15 min et 1 %'],
  ])('without names: %s', (text, plain) => expect(withoutNames(text, names)).toBe(plain));

  test.each([
    ['12 400 échanges, soit 2,3 %, en 40 min', '[…] échanges, soit […], en […] min'],
    ['sans chiffre', 'sans chiffre'],
  ])('without figures: %s', (text, plain) => expect(withoutFigures(text, names)).toBe(plain));
});

test('whatever people wrote, what was learnt passes rules check and drafts the same actions', () => {
  const text = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 60 })
    .filter((one) => withoutNames(one, { plan: closed, people }).trim() !== '');
  const action = fc.record({
    title: fc.oneof(
      text,
      fc.constantFrom(
        '- x',
        '# y',
        'a: b',
        '"c',
        "d'",
        '{e}',
        '[f',
        '@g',
        '&h',
        '*i',
        '!j',
        '%k',
        'null',
        '1',
        'true',
        '~',
      ),
    ),
    effort: fc.constantFrom('low' as const, 'high' as const),
    treats: fc.constantFrom('cause' as const, 'symptom' as const),
    days: fc.integer({ min: 1, max: 40 }),
    owner: fc.constantFrom('lea', 'camille'),
    item: text,
  });
  fc.assert(
    fc.property(fc.array(action, { minLength: 1, maxLength: 4 }), text, (drawn, rootCause) => {
      const actions = drawn.map(({ days, item, ...one }, place): Action => {
        const id = `4-${place + 1}`;
        const dueAt = endOfLocalDay(incident.opened.at, 'Europe/Paris', days);
        const specs =
          place % 2 === 0
            ? [criterion('checklist list = 100%', ['list'])]
            : [criterion('error_rate < 1% over 1h for 24h')];
        const criteria = specs.map((spec, at) => ({
          id: `${id}-${at}`,
          spec,
          state: { verdict: 'met', at: paris(10, '09:00'), attributed: true } as const,
        }));
        const checklists = place % 2 === 0 ? [{ id: 'list', items: [{ text: item }] }] : [];
        return {
          ...one,
          id,
          dueAt,
          criteria,
          checklists,
          impact: 'high',
          status: 'done',
          verification: 'verified',
        };
      });
      const plan = { ...closed, actions, rootCause, improvements: [] };
      const file = fresh(plan);
      expect(file.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      const plainly = (one: string) => withoutNames(one, { plan: closed, people, agentName: 'Margaux' });
      const again = redrafted(file, bareFiles()).actions.map(asDrafted);
      expect(again.map(({ title: _, checklists: __, ...rest }) => rest)).toEqual(
        actions.map(asDrafted).map(({ title: _, checklists: __, ...rest }) => rest),
      );
      expect(again.map(({ title }) => title.replaceAll(/[\s’']+/g, ' ').trim())).toEqual(
        actions.map(({ title }) =>
          plainly(title)
            .replaceAll(/[\s’']+/g, ' ')
            .trim(),
        ),
      );
    }),
    { numRuns: 60 },
  );
});
