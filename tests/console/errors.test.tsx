import { describe, expect, test } from 'vitest';
import { Field } from '../../src/console/components/parts.page.tsx';
import { RefusalMessage } from '../../src/console/components/refusal.page.tsx';
import { PlanPage, planParts } from '../../src/console/plans/plan.page.tsx';
import { planView } from '../../src/console/plans/plan-view.ts';
import { type Frame, Layout, type Section } from '../../src/console/shell/layout.page.tsx';
import { i18nIn } from '../../src/console/words/texts.ts';
import { now, planOf } from './plan-world.ts';
import { ruleSetOf } from './rule-world.ts';

const set = ruleSetOf();
const i18n = i18nIn('fr', 'Europe/Paris');
const frame: Frame = {
  i18n,
  assets: { style: '/s.css', script: '/s.js', charts: '/c.js', icon: '/i.svg' },
  here: '/plans/4',
  languages: ['fr', 'en'],
  viewer: { name: 'Léa Fontaine', admin: false, isPerson: true },
};
const view = planView(
  {
    plan: planOf(),
    set,
    now,
    history: new Map(),
    told: [],
    entries: [],
    followUps: [],
    issueSites: [],
    dossier: { exhibits: [], comments: [] },
    maxBytes: 25_000_000,
    isIncidentOpen: false,
  },
  { role: 'operator', person: 'lea' },
);
const refusal = { kind: 'conflict', code: 'already_signed', detail: 'signed' } as const;

describe('what went wrong is brought into view, with or without scripts', () => {
  test('a refusal takes the focus where it answers a form', () => {
    const said = String(<RefusalMessage refusal={refusal} set={set} i18n={i18n} />);
    expect(said).toMatch(/role="alert" tabindex="-1" autofocus/);
    const aside = String(<RefusalMessage refusal={refusal} set={set} i18n={i18n} focus={false} />);
    expect(aside).not.toMatch(/autofocus|tabindex/);
  });

  test('a field that is wrong takes the focus, one that is right does not', () => {
    const field = (error?: string) =>
      String(
        <Field id="due" label="Échéance" error={error} control={(tie) => <input {...tie} name="due" />} />,
      );
    expect(field('Ce n’est pas une date.')).toMatch(/aria-invalid="true" autofocus/);
    expect(field()).not.toContain('autofocus');
  });

  test('a command that was refused without scripts is told on the page that comes back', () => {
    const page = String(<PlanPage frame={frame} view={view} live="/live/plans/4" refusal={refusal} />);
    expect(page).toContain('Cette signature est déjà donnée.');
    expect(String(<PlanPage frame={frame} view={view} live="/live/plans/4" />)).not.toContain('déjà donnée');
  });
});

describe('that the rule files have errors', () => {
  const told = (rulesBroken: boolean, section: Section) =>
    String(<Layout frame={{ ...frame, rulesBroken }} title="Plans" section={section} />).includes(
      i18n.t.shell.rulesBroken,
    );

  test('is said on every page but that of the rules, which lists them', () => {
    for (const section of ['watch', 'work', 'incidents', 'plans', 'register', 'people'] as const)
      expect([told(true, section), told(false, section)]).toEqual([true, false]);
    expect(told(true, 'rules')).toBe(false);
  });
});

test('the contents of a plan lead to what is on its page, all of it', () => {
  const page = String(<PlanPage frame={frame} view={view} live="/live/plans/4" />);
  const [contents = ''] = /<nav class="card aside-card contents"[\s\S]*?<\/nav>/.exec(page) ?? [];
  const targets = [...contents.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) => id);
  expect(targets.length).toBeGreaterThan(15);
  for (const id of targets) expect(page).toContain(`id="${id}"`);
});

test('every part of a plan has a place on its page for live updates, whatever the plan answers', () => {
  const { rootCause: _, incident: __, ...plan } = view.plan;
  for (const one of [view, { ...view, plan: { ...plan, kind: 'strategic' as const } }]) {
    const page = String(<PlanPage frame={frame} view={one} live="/live/plans/4" />);
    for (const { id, within = id } of planParts(one, i18n))
      for (const place of [id, within]) expect(page).toContain(`id="${place}"`);
    expect(page).toContain('id="risks-body"');
  }
});
