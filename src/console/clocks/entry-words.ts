import type { RegisterEntry } from '../../register/chain.ts';
import { classesOf } from '../../rules/clocks/classes.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

/** The facts of an entry about a class or a report besides its kind: the class, and what came of it. */
export function clockFacts(
  { kind, data }: RegisterEntry,
  i18n: I18n,
  set: Pick<RuleSet, 'clockClasses'>,
): string[] {
  const words = i18n.t.clocks;
  const id = String(data['class'] ?? '');
  const rule = classesOf(set).find((one) => one.id === id);
  const facets = listOf(data['facets']).flatMap((facet) => {
    const found = rule?.facets.find((one) => one.id === facet);
    return found === undefined ? [] : [said(found.name, i18n)];
  });
  const name = rule === undefined ? id : said(rule.name, i18n);
  if (kind === 'reportRecorded')
    return [
      name,
      data['report'] === 'incomplete' ? words.reportKinds.incomplete : words.reportKinds.complete,
    ];
  return kind === 'incidentClassified' ? [name, ...facets] : [name];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
