import { describe, expect, test } from 'vitest';
import { readClockForm } from '../../../src/console/clocks/clock-form.ts';
import { parseLocalTime } from '../../../src/language/local-time.ts';
import { iso } from '../../../src/platform/iso.ts';
import { second, tripAt } from '../../builders/time.ts';
import { classify, context, fresh, left } from '../../incidents/clocks/world.ts';

const paris = 'Europe/Paris';
const read = (kind: Parameters<typeof readClockForm>[0], fields: Record<string, string>, incident = fresh) =>
  readClockForm(kind, fields, incident, paris);

describe('a form about what must be reported', () => {
  test('gives the class, with its circumstance, and leaves out what was not filled in', () => {
    expect(read('classify', { class: 'ai_act_serious:death', awareAt: '', reason: ' ' })).toEqual({
      command: { kind: 'classifyIncident', incident: 4, class: 'ai_act_serious', facets: ['death'] },
    });
    expect(read('report', { class: 'gdpr_breach', report: 'incomplete', reference: 'A-1' })).toEqual({
      command: {
        ...{ kind: 'recordReport', incident: 4, class: 'gdpr_breach' },
        ...{ report: 'incomplete', reference: 'A-1' },
      },
    });
  });

  test('means times in the zone of the incident', () => {
    const fields = { class: 'gdpr_breach', awareAt: '2026-06-05T08:30' };
    expect(read('classify', fields)).toMatchObject({ command: { awareAt: '2026-06-05T06:30:00.000Z' } });
  });

  test('in the minute in which people became aware a report comes after it', () => {
    const breach = left(classify(fresh, { awareAt: tripAt + 30 * second }, context(tripAt + 40 * second)));
    const fields = { class: 'gdpr_breach', report: 'complete', sentAt: '2026-06-05T08:02' };
    expect(read('report', fields, breach)).toMatchObject({
      command: { sentAt: iso(tripAt + 30 * second) },
    });
  });

  test.each([
    ['classify', { class: 'gdpr_breach', awareAt: '31/12/2026' }, 'awareAt'],
    ['classify', { class: '' }, 'class'],
    ['report', { class: 'gdpr_breach', report: 'half' }, 'report'],
    ['report', { class: 'gdpr_breach', report: 'complete', link: 'javascript:alert(1)' }, 'link'],
    ['report', { class: 'gdpr_breach', report: 'complete', sentAt: '2026-02-30T08:00' }, 'sentAt'],
    ['declassify', { class: 'gdpr_breach', reason: '' }, 'reason'],
  ] as const)('of %s names the field that says nothing: %o', (kind, fields, field) => {
    expect(read(kind, fields)).toEqual({ field });
  });
});

describe('a local time of a form', () => {
  test('is the first of two where clocks show it twice, and later where they leap over it', () => {
    expect(iso(parseLocalTime('2026-10-25T02:30', paris) ?? 0)).toBe('2026-10-25T00:30:00.000Z');
    expect(iso(parseLocalTime('2026-03-29T02:30', paris) ?? 0)).toBe('2026-03-29T01:30:00.000Z');
  });

  test('is read in the zone of the form', () => {
    expect(parseLocalTime('2026-06-05T08:02', paris)).toBe(tripAt);
  });

  test.each(['', '2026-06-05', '2026-13-05T08:00', '0026-06-05T08:00', '2026-06-05T25:00', 'today'])(
    '%o is none',
    (text) => {
      expect(parseLocalTime(text, paris)).toBeUndefined();
    },
  );
});
