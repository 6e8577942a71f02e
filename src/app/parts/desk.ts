import { readPhones } from '../../language/phone.ts';
import { randomId } from '../../platform/ids.ts';
import { callRoutes } from '../../requests/call-routes.ts';
import type { DeskPorts } from '../../requests/ports.ts';
import { requestRoutes } from '../../requests/routes.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import { createSignal } from '../signal.ts';

/** The desk: its commands and its routes, and a signal after each change. */
export function deskOf({ ports: { clock }, opened: { database, vault } }: Ground, { thread }: Core) {
  const changed = createSignal<void>();
  const ports: DeskPorts = {
    ...{ database, vault, now: clock.now, newId: randomId, ruleSet: thread.ruleSet },
    readPhones: (field) => readPhones(field, countryOf(thread.ruleSet())).numbers.map(({ e164 }) => e164),
    changed: changed.emit,
  };
  return { ports, changed: changed.listen, api: [callRoutes(ports), requestRoutes(ports)] };
}

/** Whose telephone numbers are written without a country code: those of the country of the desk. */
function countryOf({ desk }: Pick<RuleSet, 'desk'>): string {
  return desk?.country?.slice(0, 2) ?? 'FR';
}
