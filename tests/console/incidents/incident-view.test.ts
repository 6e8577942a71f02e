import { expect, test } from 'vitest';
import { downtimeText } from '../../../src/console/incidents/incident-view.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import { anIncident } from '../../builders/incidents.ts';

const i18n = i18nIn('en', 'UTC');

test('an incident that stopped nobody has no downtime, on no page', () => {
  const incident = anIncident({ suspensions: [] });
  expect(downtimeText(incident, incident.opened.at + 90_000, i18n)).toBe(i18n.t.common.none);
  const from = incident.opened.at;
  const stopped = anIncident({ suspensions: [{ from }] });
  expect(downtimeText(stopped, from + 90_000, i18n)).toBe(i18n.f.duration(90_000));
});
