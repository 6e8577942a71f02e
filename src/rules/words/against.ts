import { formatOf } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import { typeset } from '../../language/typography.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import type { Against } from '../against.ts';
import type { Condition } from '../condition.ts';
import { en } from './against.en.ts';
import { fr } from './against.fr.ts';

const dictionaries = { fr, en };
const share = { unit: 'ratio' } as const;

/** `2 × its value over 7 d (until 1 h ago)`: what a condition is compared with. */
export function againstText(against: Against, language: Language): string {
  const words = dictionaries[language];
  const format = formatOf(language);
  const times = (value: string) =>
    against.factor === 1 ? value : words.times(format.number(against.factor), value);
  switch (against.kind) {
    case 'baseline': {
      const { lengthMs, agoMs = 0 } = against.window;
      return typeset(times(words.baseline(format.span(lengthMs), format.span(agoMs))), language);
    }
    case 'variant': {
      const { control, variant, level } = against;
      const value = times(words.control(control));
      return typeset(words.tested(value, variant, format.limit(level, share)), language);
    }
    default:
      return against satisfies never;
  }
}

/** The right side of a condition in words: its threshold, how it came about, or what it is compared with. */
export function rightSideText(
  condition: Condition,
  metric: Pick<NamedMetric, 'unit' | 'scale' | 'currency'> | undefined,
  language: Language,
): string {
  if (condition.against !== undefined) return againstText(condition.against, language);
  const format = formatOf(language);
  const limit = format.limit(condition.threshold, metric ?? { unit: 'number' });
  const { burn } = condition;
  if (burn === undefined) return limit;
  const target = format.limit(burn.target, share);
  return typeset(dictionaries[language].burn(limit, format.number(burn.rate), target), language);
}
