import { describe, expect, test } from 'vitest';
import { readEdit, readSetOption } from '../../../../src/rules/files/set-value.ts';
import { editRule } from '../../../../src/rules/files/yaml/edit.ts';
import { shippedFiles, withFile } from '../../folder.ts';

const files = await shippedFiles();
const path = 'agents/margaux.yaml';
const shipped = files.find((file) => file.path === path)?.text ?? '';

function edit(target: string, value: string, among = files) {
  const wish = readEdit(target, value);
  return wish.ok ? editRule(among, wish.value) : wish;
}

/** The lines that differ, before and after. */
function changed(target: string, value: string): [string[], string[]] {
  const result = edit(target, value);
  if (!result.ok) throw new Error(result.refusal.detail);
  const [old, now] = [shipped.split('\n'), result.value.text.split('\n')];
  return [old.filter((line) => !now.includes(line)), now.filter((line) => !old.includes(line))];
}

describe('an edit changes its value and not a byte beside it', () => {
  test('the threshold of a condition', () => {
    expect(changed('error-rate', '1.5%')).toEqual([
      ['    when: error_rate > 2% over 5m'],
      ['    when: error_rate > 1.5% over 5m'],
    ]);
  });

  test('a value with a comment behind it', () => {
    const [, now] = changed('error-rate.min_samples', '80');
    expect(now).toEqual(['    min_samples: 80 # with fewer answers in the window there is no verdict']);
  });

  test('a key that was not there goes behind when, as far in as the others', () => {
    expect(changed('margaux/csat.for', '2m')).toEqual([[], ['    for: 2m']]);
    const result = edit('csat.for', '2m');
    expect(result.ok && result.value.text).toContain('    when: csat < 4.2/5 over 1h\n    for: 2m\n');
  });

  test('a value in quotes keeps its quotes, one of a list its place', () => {
    const text = shipped.replace(
      'when: csat < 4.2/5 over 1h',
      'when: [\'csat < 4.2/5 over 1h\', "nps < 0 over 1h"]',
    );
    const among = withFile(files, path, text);
    const one = edit('csat.when.1', 'nps < 10 over 1h', among);
    expect(one.ok && one.value.text).toBe(text.replace('"nps < 0 over 1h"', '"nps < 10 over 1h"'));
    expect(edit('csat.when', 'x', among)).toMatchObject({ refusal: { code: 'bad_edit' } });
  });
});

describe('an edit is refused', () => {
  const detail = (target: string, value: string) => {
    const result = edit(target, value);
    return result.ok ? undefined : result.refusal.detail;
  };

  test('of a rule that there is not, with the one that was meant', () => {
    expect(detail('eror-rate', '1%')).toContain('Did you mean error-rate?');
  });

  test('of a key that rules do not have', () => {
    expect(detail('error-rate.fro', '1s')).toContain('Did you mean for?');
  });

  test('without a value, or without =', () => {
    expect(detail('error-rate', ' ')).toContain('no value');
    expect(readSetOption('error-rate')).toMatchObject({ ok: false });
  });

  test('where two agents have a rule of that name, until one is named', () => {
    const other = shipped.replace('agent: margaux', 'agent: leo');
    const among = withFile(files, 'agents/leo.yaml', other);
    expect(edit('error-rate', '1%', among)).toMatchObject({ ok: false });
    const one = edit('leo/error-rate', '1%', among);
    expect(one.ok && one.value.path).toBe('agents/leo.yaml');
  });
});
