import { defined } from '../../platform/defined.ts';
import { type HelpdeskSource, helpdeskKinds } from '../helpdesk.ts';
import type { Mandate } from '../ruleset.ts';
import { anAgent, checkKnown, checkName, type Known } from './known.ts';
import { readWith } from './schema-check.ts';
import { HelpdeskEntry } from './schemas/helpdesk-entry.ts';
import { Id } from './schemas/parts.ts';
import { complainOfKey, keysOf, type Place, under } from './source.ts';

/** The helpdesks of sources.yaml; `file` is absent when there is no such file. */
export function readHelpdesks(file: Place | undefined, agents: Known<Mandate>): HelpdeskSource[] {
  if (file === undefined) return [];
  const entries = under(file, 'helpdesks');
  return keysOf(entries).flatMap((name) => {
    const place = under(entries, name);
    const isGoodName = checkName(Id, name, place);
    const entry = readWith(HelpdeskEntry, place);
    if (entry === undefined || !isGoodName) return [];
    const kind = entry.kind ?? helpdeskKinds.find((one) => one === name);
    if (kind === undefined) {
      complainOfKey(place, 'missing_key', `no kind under ${name}`, `kind: ${helpdeskKinds.join(' or ')}`);
      return [];
    }
    const { agent, url, fields } = entry;
    const named =
      typeof agent === 'string'
        ? [under(place, 'agent')]
        : Object.keys(agent.values).map((value) => under(place, 'agent', 'values', value));
    if (named.map((one) => checkKnown(agents, one, anAgent)).includes(false)) return [];
    const about = typeof agent === 'string' ? { fixed: agent } : agent;
    return [defined({ name, kind, url, agent: about, ...fields })];
  });
}
