import { fc, test as property } from '@fast-check/vitest';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { describe, expect, test } from 'vitest';
import { NewPlanBody } from '../../../src/plans/commands/draft.ts';
import { exampleAudit, orderOf, readText } from './audits.ts';

/** Every text node of a Markdown text, cut where the reader may: at line ends, boxes, arrows, colons and labels. */
function fragmentsOf(markdown: string): string[] {
  const tree = fromMarkdown(markdown, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  const values = (node: object): string[] => [
    ...('value' in node && typeof node.value === 'string' ? [node.value] : []),
    ...('children' in node && Array.isArray(node.children) ? node.children.flatMap(values) : []),
  ];
  return values(tree)
    .flatMap((value) => value.split(/\n|→|⇒|=>|->|➜|(?=\bparade\s*:)|:|：/u))
    .map((text) => text.replace(/^\s*(?:\[[ xX]\]|[☐☑☒])\s*/u, ''))
    .map((text) => plain(text).replaceAll(/^[—–;.|,( ]+|[—–;.|,( ]+$/gu, ''))
    .filter((text) => text !== '');
}

const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [plain(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

function lostIn(markdown: string): string[] {
  const kept = stringsIn(orderOf(markdown)).join('\u0001');
  return fragmentsOf(markdown).filter((fragment) => !kept.includes(fragment));
}

const words = fc.constantFrom(
  ...'Notes perdues|25 000 € / an|165K€|12 mois|**Total**|*client*|`outil`|🔥|Date : hier|Statut : validé|Cible : 95 %'.split(
    '|',
  ),
  ...'Phase 1|Risque|→ parade|parade : former|[x]|[ ] fait|total|appels|l’équipe|[lien](https://a.fr/b)|Gain total : 5 €'.split(
    '|',
  ),
);
const phrase = fc.array(words, { minLength: 1, maxLength: 4 }).map((all) => all.join(' '));
const cell = phrase.map((text) => text.replaceAll('|', ' '));
const heading = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom(
      'Douleurs',
      'Cible',
      'Gains',
      'Plan d’action',
      'Phase 2',
      'Quick wins',
      'Risques',
      'Annexe',
      'Date',
      'Recommandations',
    ),
    phrase,
  )
  .map(([level, word, text]) => `${'#'.repeat(level)} ${word} ${text}`);
const list = fc
  .array(fc.tuple(phrase, fc.array(phrase, { maxLength: 2 })), { minLength: 1, maxLength: 3 })
  .map((items) =>
    items.map(([text, inner]) => [`- ${text}`, ...inner.map((one) => `  - ${one}`)].join('\n')).join('\n'),
  );
const table = fc
  .array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 4 })
  .map(([head = ['a', 'b', 'c'], ...rows]) =>
    [head, ['---', '---', '---'], ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n'),
  );
const block = fc.oneof(
  heading,
  list,
  table,
  phrase,
  fc.array(phrase, { minLength: 2, maxLength: 3 }).map((lines) => lines.join('\n')),
  phrase.map((text) => `> ${text}`),
  phrase.map((text) => `**${text.replaceAll('*', '')}**`),
  phrase.map((text) => `\`\`\`\n${text}\n\`\`\``),
);
const audit = fc.array(block, { minLength: 1, maxLength: 12 }).map((blocks) => blocks.join('\n\n'));

describe('nothing that an audit says is lost', () => {
  property.prop([audit], { numRuns: 150 })('every text of it is in the plan, or in its notes', (markdown) => {
    expect(lostIn(markdown)).toEqual([]);
  });

  test.each(['guichet-papier', 'relation-abonnes'] as const)('of the example %s neither', (name) => {
    expect(lostIn(exampleAudit(name))).toEqual([]);
  });

  property.prop([audit], { numRuns: 40 })('and its plan is one that the API takes', (markdown) => {
    expect(NewPlanBody.safeParse(orderOf(markdown)).error?.issues ?? []).toEqual([]);
  });

  test.each([
    [
      'a risk that only says what is done against it',
      '## Risques\n\n- → former',
      { risks: [{ text: 'former' }] },
    ],
    ['a pain of no words', '## Douleurs\n\n-\n- files', { audit: { pains: [{ text: 'files' }] } }],
  ])('nor is its plan refused for %s', (_what, markdown, expected) => {
    const order = orderOf(`# A\n\n${markdown}`);
    expect(NewPlanBody.safeParse(order).error?.issues ?? []).toEqual([]);
    expect(order).toMatchObject(expected);
  });

  test('a title that somebody chose is cut like any other', () => {
    const title = 'Former '.repeat(60).trim();
    const order = orderOf("# A\n\n## Plan d'action\n\n- former", { title });
    expect(NewPlanBody.safeParse(order).error?.issues ?? []).toEqual([]);
    expect(order.audit?.notes).toEqual([{ text: title }]);
  });

  test('nothing is cut within a character: no database would keep the plan, and nobody would watch meanwhile', () => {
    const smileys = (before: number) => `${'a'.repeat(before)}${'\u{1F600}'.repeat(2_000)}`;
    for (const before of [0, 1]) {
      const text = smileys(before);
      const markdown = `# ${text}\n\n## Annexe ${text}\n\nx\n\n## Douleurs\n\n- ${text}\n\n## Plan d'action\n\n- ${text}\n`;
      expect(stringsIn(orderOf(markdown)).filter((one) => !one.isWellFormed())).toEqual([]);
    }
  });

  test('what is too long for its place is cut there, and whole in the notes', () => {
    const long = `Former ${'chaque agent '.repeat(40)}`.trim();
    const { actions = [], audit: findings } = orderOf(`# A\n\n## Plan d'action\n\n- ${long}`);
    expect(actions[0]?.title).toHaveLength(300);
    expect(findings?.notes).toEqual([{ text: long }]);
  });
});

describe('the audit of a desk on paper notes', () => {
  const order = orderOf(exampleAudit('guichet-papier'));

  test('has four pains whose costs are what the audit says they are', () => {
    expect(order.audit?.pains.map(({ yearlyCost }) => yearlyCost)).toEqual([25_000, 100_000, 41_250, 93_600]);
    expect(order.audit).toMatchObject({ statedTotal: 259_850, expectedGain: 166_250, date: '12 mars 2026' });
  });

  test('has its phases as groups of actions, with owner and day where they are known', () => {
    const { actions = [] } = order;
    expect([...new Set(actions.map(({ phase }) => phase))]).toEqual([
      '⚡ Gains rapides (semaines 1 et 2)',
      'Phase 1 : poser les bases (mois 1)',
      'Phase 2 : ne plus ressaisir (mois 2 et 3)',
    ]);
    expect(actions.find(({ title }) => title.startsWith('Brancher'))).toMatchObject({ due: '2026-06-30' });
    expect(actions[0]).toMatchObject({ status: 'done', effort: 'low', impact: 'high' });
    expect(actions[3]).toMatchObject({
      effort: 'high',
      criteria: ['checklist etapes = 100%'],
      checklists: [{ items: ['créer les quatre comptes', expect.anything(), expect.anything()] }],
    });
  });

  test('has its target as objective, and its risks with what is done against them', () => {
    expect(order.objective).toBe(
      "Traiter 95 % des demandes en 2 jours au lieu de 5 d'ici au 30 septembre 2026.",
    );
    expect(order.risks?.[1]).toEqual({
      text: 'Le registre tombe en panne — faible',
      mitigation: 'un cahier de secours, recopié le jour même',
    });
  });
});

describe('people write audits in many ways', () => {
  test('phases in bold, items numbered, costs in the text, and a sum that does not add up', () => {
    const { pains, statedTotal, phases, risks } = readText(exampleAudit('relation-abonnes'));
    expect(pains.map(({ yearlyCost }) => yearlyCost)).toEqual([36_000, 48_000, 12_500, undefined]);
    expect(statedTotal).toBe(100_000);
    expect(phases.filter(({ actions }) => actions.length > 0).map(({ title }) => title)).toEqual([
      'Étape 1 – Voir clair',
      'Étape 2 – Tenir les délais',
      '4. Quick wins',
    ]);
    expect(risks[0]?.mitigation).toBe('renfort de deux personnes pendant un mois');
  });

  test('a heading for each pain, with its cost beneath', () => {
    const { pains } = readText(
      '# A\n\n## Problèmes\n\n### Notes perdues\n\nCoût : 25 000 € / an\n\n### Attente\n',
    );
    expect(pains).toEqual([
      { text: 'Notes perdues — Coût : 25 000 € / an', yearlyCost: 25_000 },
      { text: 'Attente', yearlyCost: undefined },
    ]);
  });

  test('phases as items of one list, their actions beneath', () => {
    const { phases } = readText(
      "## Plan d'action\n\n- Phase 1 : bases\n  - ouvrir\n  - former\n- Phase 2\n  - relier\n",
    );
    expect(phases.filter(({ actions }) => actions.length > 0)).toMatchObject([
      { title: 'Phase 1 : bases', actions: [{ title: 'ouvrir' }, { title: 'former' }] },
      { title: 'Phase 2', actions: [{ title: 'relier' }] },
    ]);
  });

  test('an owner of people.yaml is the owner of the action, by name or id', () => {
    const text =
      "# A\n\n## Plan d'action\n\n| Action | Qui |\n|---|---|\n| Ouvrir | Léa Fontaine |\n| Former | Zoé |\n";
    const { actions = [], audit: findings } = orderOf(text);
    expect(actions.map(({ owner }) => owner)).toEqual(['lea', undefined]);
    expect(findings?.notes).toEqual([{ under: 'Former', text: 'Zoé' }]);
  });
});
