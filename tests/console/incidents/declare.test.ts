import { describe, expect, test } from 'vitest';
import { declareForm, readDeclaration } from '../../../src/console/incidents/declare.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';

const i18n = i18nIn('fr', 'Europe/Paris');
const said = { title: 'Réponses fausses', description: 'Vu sur trois échanges' };
const errorsOf = (values: Record<string, string>) => {
  const read = readDeclaration(declareForm(values), i18n);
  return read.ok ? {} : read.errors;
};

describe('the form that declares an incident', () => {
  test('is the command, without the choices that were left empty', () => {
    const read = readDeclaration(declareForm({ ...said, agent: ' margaux ', playbook: '' }), i18n);
    const command = {
      kind: 'openIncident',
      source: 'manual',
      agent: 'margaux',
      severity: 'warning',
      ...said,
    };
    expect(read).toEqual({ ok: true, command });
  });

  test('asks for the agent of what was seen, and for none of an audit or a review', () => {
    expect(errorsOf({ ...said, source: 'manual' })).toEqual({ agent: i18n.t.cases.declare.agentMissing });
    expect(errorsOf({ ...said, source: 'audit' })).toEqual({});
    expect(errorsOf({ ...said, source: 'review' })).toEqual({});
  });

  test('says at each field what is wrong with it, whatever was sent', () => {
    const { required, tooLong } = i18n.t.plan.errors;
    expect(errorsOf({ source: 'audit', title: ' ', description: 'x'.repeat(10_001) })).toEqual({
      title: required,
      description: tooLong(i18n.f.number(10_000)),
    });
    expect(errorsOf({ source: 'audit', title: 'x'.repeat(200), description: 'x'.repeat(10_000) })).toEqual(
      {},
    );
    expect(errorsOf({ ...said, source: 'rule', severity: 'huge', agent: 'margaux' })).toEqual({
      source: required,
      severity: required,
    });
  });
});
