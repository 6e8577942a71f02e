import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Every line of a language's dictionaries, in all rooms, that says something to people; with its file. */
function linesOf(language: 'fr' | 'en'): readonly string[] {
  return ['src', 'examples']
    .flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => `${root}/${file}`),
    )
    .filter((file) => file.endsWith(`.${language}.ts`))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /['"`]/.test(line) && !/^(?:import|\s*(?:\*|\/[*/]))/.test(line))
        .map((line) => `${file}: ${line.trim().replaceAll("'", '’')}`),
    );
}

/** One thing has one word in a language: the one that was chosen, and those that said the same. */
const chosen = {
  fr: [
    ['brouillon', /\bprojets?\b/i],
    ['écart', /dépassement/i],
    ['état', /\bstatuts?\b/i],
    ['élevé', /impact fort|fort impact/i],
    ['suspendu', /à l’arrêt/i],
    ['en service', /\ben ligne\b/i],
    ['test d’alerte', /test de preuve|preuves? des alertes|jamais prouvée|prouver l’alerte/i],
    ['liste de contrôle', /check-list\b|\bliste «/i],
    ['responsable', /\bpilote\b|propriétaire/i],
    ['Imprimer, exporter', /’emporter/i],
    ['courriel', /\be-?mails?\b/i],
    ['revue', /points? de suivi/i],
  ],
  en: [
    ['draft', /\bproject\b/i],
    ['exchange', /\binteractions\b (?:took|that|were)/i],
    ['suspended', /\b(?:is|stays) stopped\b/i],
    ['checklist', /check[- ]lists?\b/i],
    ['breach', /\bexceedance|overrun\b/i],
    ['proof test', /alert test|\bproofs of the alerts/i],
    ['Print, export', /’take along/i],
    ['metric', /choose an indicator/i],
  ],
} as const;

test.each(['fr', 'en'] as const)('one thing has one word in the dictionaries (%s)', (language) => {
  const lines = linesOf(language);
  expect(lines.length).toBeGreaterThan(500);
  for (const [word, others] of chosen[language])
    expect({ word, others: lines.filter((line) => others.test(line)) }).toEqual({ word, others: [] });
});
