import { describe, expect, test } from 'vitest';
import { i18nIn } from '../../../src/console/words/texts.ts';

/** Every text of a dictionary with its path; functions are asked with numbers, or with words where they want words. */
function textsIn(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, asked((...args) => value(...args))]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, `${path}.${key}`));
}

function asked(write: (...args: unknown[]) => unknown): string {
  try {
    return String(write(2, 3, 4));
  } catch {
    return String(write('zwei', 'drei', 'vier'));
  }
}

const fr = i18nIn('fr', 'Europe/Paris');
const en = i18nIn('en', 'Europe/Paris');
const quoted = (fragment: string) =>
  textsIn(fr.t)
    .filter(([, text]) => text.includes(fragment))
    .map(([path]) => path);

describe('the words of the console', () => {
  test('are the same ones in both languages', () => {
    const paths = (texts: unknown) =>
      textsIn(texts)
        .map(([path]) => path)
        .sort();
    expect(paths(en.t)).toEqual(paths(fr.t));
  });

  test('none is empty, and none of more than a word is the same in both', () => {
    const english = new Map(textsIn(en.t));
    const same = textsIn(fr.t).filter(
      ([path, text]) => text.split(' ').length > 3 && english.get(path) === text,
    );
    expect(same).toEqual([]);
    expect([...textsIn(fr.t), ...english].filter(([, text]) => text === '')).toEqual([]);
  });

  test('one of a thing is not several, and in French neither is none', () => {
    const forms = (write: (count: number) => string) =>
      [0, 1, 2].map((count) => write(count).replace(/\d /g, ''));
    const wrong = (count: number) => fr.t.cases.facts.exposedOf('9', count, String(count));
    expect(forms(wrong)).toEqual([
      '9, dont réponse fausse',
      '9, dont réponse fausse',
      '9, dont réponses fausses',
    ]);
    expect(forms(fr.t.workshop.firings)).toEqual(['déclenchement', 'déclenchement', 'déclenchements']);
    expect(forms(en.t.workshop.firings)).toEqual(['firings', 'firing', 'firings']);
    const samples = (count: number) => fr.t.rules.samples(count, String(count));
    expect(forms(samples)).toEqual(['à partir de mesure', 'à partir de mesure', 'à partir de mesures']);
  });

  test('who is blocked reads where the approver finds it', () => {
    for (const { t } of [fr, en]) expect(t.plan.blockedHint).toContain(t.shell.work);
  });

  test('French keeps its punctuation with its words', () => {
    for (const mark of [' :', ' ;', ' !', ' ?', ' %', '« ', ' »', "'"]) expect(quoted(mark)).toEqual([]);
  });
});

describe('numbers and times', () => {
  const at = Date.UTC(2026, 5, 5, 6, 2);

  test('read as people of the language write them', () => {
    expect(fr.f.percent(0.023)).toBe('2,3\u202f%');
    expect(en.f.percent(0.023)).toBe('2.3%');
    expect(fr.f.dayTime(at)).toBe('05/06 à 08:02');
    expect(en.f.dayTime(at)).toBe('5 Jun at 08:02');
    expect(fr.f.date(at)).toBe('05/06/2026');
  });

  test('a day of another year is told with its year, by the calendar of the zone', () => {
    const now = Date.parse('2026-12-31T22:59:59Z');
    const [french, english] = [i18nIn('fr', 'Europe/Paris', now), i18nIn('en', 'Europe/Paris', now)];
    expect([french.f.day(now), english.f.day(now)]).toEqual(['31/12', '31 Dec']);
    expect([french.f.day(now + 1_000), english.f.day(now + 1_000)]).toEqual(['01/01/2027', '1 Jan 2027']);
    expect(french.f.dayTime(now + 1_000)).toBe('01/01/2027 à 00:00');
  });

  test('no span is told in less than a second, nor as less than nothing', () => {
    expect(fr.f.duration(999)).toBe('0\u202fs');
    expect(fr.f.duration(1_000)).toBe('1\u202fs');
    expect(fr.f.duration(-4_000)).toBe('0\u202fs');
  });

  test('in the time zone that is asked for', () => {
    expect(i18nIn('fr', 'America/New_York').f.time(at)).toBe('02:02');
  });

  test('how far away something is, on both sides of now', () => {
    expect(fr.f.relative(at - 180_000, at)).toBe('il y a 3 minutes');
    expect(en.f.relative(at + 86_400_000 * 3, at)).toBe('in 3 days');
    // The end of 24 November in Paris, seen on the evening of the 27th: two and a part days, three on the calendar.
    const [due, now] = [Date.parse('2026-11-24T22:59:59.999Z'), Date.parse('2026-11-27T18:00:00Z')];
    expect(fr.f.relative(due, now)).toBe('il y a 3 jours');
    expect(fr.f.relative(due, due + 86_400_000)).toBe('hier');
    expect(fr.f.relative(due, due + 86_400_000 - 1)).toBe('il y a 23 heures');
  });
});
