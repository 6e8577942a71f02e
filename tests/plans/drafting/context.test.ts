import { describe, expect, test } from 'vitest';
import { closePlan } from '../../../src/plans/commands/closure.ts';
import { editPlan } from '../../../src/plans/commands/edit.ts';
import { contextOf } from '../../../src/plans/drafting/context.ts';
import { completeContext } from '../../../src/plans/drafting/enrich.ts';
import { engineActor } from '../../../src/platform/actor.ts';
import {
  as,
  backOnLine,
  defined,
  draft,
  incident,
  mandate,
  paris,
  planAfter,
  ruleSet,
  staleFeed,
  trip,
  tripAt,
} from '../margaux.ts';
import { readyToClose } from '../signed.ts';

const sources = { mandate, ruleSet };
const { evidence: _evidence, ...unexposed } = incident;
const ctx = { actor: engineActor, now: paris(5, '08:42') };

describe('the context of a plan', () => {
  test('says value, threshold, time and that the agent is still down', () => {
    expect(contextOf(unexposed, sources, tripAt)).toBe(
      'Le 05/06/2026 à 08:02, le taux d’erreur de Margaux a atteint 2,3\u202f% (seuil 2\u202f%). Le kill switch a suspendu l’agent, qui l’est toujours.',
    );
  });

  test('never lets the value read like the threshold, and says so where they are the same', () => {
    const at = (value: number, threshold: number) =>
      contextOf({ ...unexposed, triggers: [{ ...trip, value, threshold }] }, sources, tripAt);
    expect(at(0.020_004, 0.02)).toContain('a atteint 2,0004\u202f% (seuil 2\u202f%).');
    expect(at(0.02, 0.02)).toContain('a atteint 2\u202f%, exactement le seuil.');
  });

  test('writes how many exchanges there were as any other number', () => {
    const evidence = { ...defined(incident.evidence), exposed: { interactions: 250_000, errors: 5_001 } };
    expect(contextOf({ ...incident, evidence }, sources, tripAt)).toContain(
      '250\u202f000 échanges ont eu lieu pendant l’écart, dont 5\u202f001 en erreur.',
    );
  });

  test('says the downtime once the agent is back', () => {
    expect(contextOf(backOnLine, sources, paris(6, '12:00'))).toContain(
      'Le kill switch a suspendu l’agent pendant 40\u202fmin, jusqu’à 08:42.',
    );
  });

  test('gives the date too when the agent came back on another day', () => {
    const overnight = { ...unexposed, suspensions: [{ from: tripAt, until: paris(6, '09:02') }] };
    expect(contextOf(overnight, sources, paris(7, '12:00'))).toContain('jusqu’au 06/06/2026 à 09:02.');
  });

  test('sums several suspensions', () => {
    const suspensions = [
      { from: tripAt, until: paris(5, '08:42') },
      { from: paris(5, '09:00'), until: paris(5, '09:15') },
    ];
    expect(contextOf({ ...unexposed, suspensions }, sources, paris(7, '12:00'))).toContain(
      'suspendu l’agent 2 fois, 55\u202fmin au total, jusqu’à 09:15.',
    );
  });

  test('is about the rule that suspended the agent, even when another opened the incident', () => {
    const joined = { ...unexposed, triggers: [staleFeed, trip] };
    expect(contextOf(joined, sources, tripAt)).toMatch(
      /^Le 05\/06\/2026 à 08:02, le taux d’erreur.*Autre alerte\u202f: fraîcheur du catalogue à 15\u202fmin 5\u202fs \(seuil 15\u202fmin\), le 05\/06\/2026 à 07:55\.$/,
    );
  });

  test('says that an agent stayed in service when nothing suspended it', () => {
    const alerted = { ...unexposed, triggers: [staleFeed], suspensions: [] };
    expect(contextOf(alerted, sources, tripAt)).toContain('L’agent est resté en service.');
  });

  test('falls, when the metric is bad when low', () => {
    const low = { ...trip, metric: 'csat', value: 3.9, threshold: 4.2 };
    expect(contextOf({ ...unexposed, triggers: [low] }, sources, tripAt)).toContain(
      'la satisfaction (CSAT) de Margaux n’était plus que de 3,9/5 (seuil 4,2/5).',
    );
  });

  test('says when a metric fell silent', () => {
    const { value: _value, ...silent } = { ...trip, cause: 'no_data' as const };
    expect(contextOf({ ...unexposed, triggers: [silent] }, sources, tripAt)).toContain(
      'plus aucune mesure ne parvenait pour le taux d’erreur de Margaux.',
    );
  });

  test('shows a metric that the rules no longer know by its name', () => {
    const gone = { ...trip, metric: 'gone_metric' };
    expect(contextOf({ ...unexposed, triggers: [gone] }, sources, tripAt)).toContain(
      'l’indicateur «\u202fgone_metric\u202f» de Margaux a atteint 0,023 (seuil 0,02)',
    );
  });

  test('carries what people wrote when they declared the incident', () => {
    const declared = {
      ...unexposed,
      source: 'manual' as const,
      title: 'Réponses incohérentes sur les retours',
      description: 'Signalé par trois clients.',
      triggers: [],
      suspensions: [],
    };
    expect(contextOf(declared, sources, tripAt)).toBe(
      'Incident déclaré le 05/06/2026 à 08:02 pour Margaux\u202f: Réponses incohérentes sur les retours. Signalé par trois clients.',
    );
  });
});

describe('a generated context', () => {
  test('is completed when the agent is back', () => {
    const { plan, events } = completeContext(draft(), backOnLine, sources, ctx);
    expect(plan.context).toContain('pendant 40\u202fmin');
    expect(plan.version).toBe(2);
    expect(events).toMatchObject([{ kind: 'contextCompleted', downtimeMs: 40 * 60_000 }]);
  });

  test('is left alone while nothing has changed', () => {
    const plan = draft();
    expect(completeContext(plan, incident, sources, ctx)).toEqual({ plan, events: [] });
  });

  test('is never generated again once a person has edited it', () => {
    const edited = planAfter(editPlan(draft(), { context: 'Ce qui s’est passé.' }, as('lea')));
    expect(completeContext(edited, backOnLine, sources, ctx)).toEqual({ plan: edited, events: [] });
  });

  test('stays in the plan’s language when the mandate’s has changed since', () => {
    const english = { ...mandate, language: 'en' as const };
    const { plan } = completeContext(draft(), backOnLine, { mandate: english, ruleSet }, ctx);
    expect(plan.context).toContain('suspendu l’agent pendant');
  });

  test('stays as it was signed once the plan is closed', () => {
    const closed = planAfter(closePlan(readyToClose(), as('camille')));
    expect(completeContext(closed, backOnLine, sources, ctx).events).toEqual([]);
  });
});
