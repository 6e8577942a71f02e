import type { z } from 'zod';
import type { Language } from '../../language/language.ts';
import { defined } from '../../platform/defined.ts';
import type { Mandate, Person } from '../ruleset.ts';
import { readMaintenance } from '../silences/read-maintenance.ts';
import { agentsIn, checkFleet, type Lists } from './fleet.ts';
import { checkWritten, languageAt } from './house-languages.ts';
import { aPerson, checkKnown, complainOfTaken, type Known } from './known.ts';
import { aClass, type KnownClasses } from './read-clocks.ts';
import { readWith } from './schema-check.ts';
import { AgentHead, FleetHead } from './schemas/agent-file.ts';
import { complain, type Files, itemsOf, type Place, under } from './source.ts';

/** The mandates of the files of agents/. An agent of a file that is no YAML may be meant by its name. */
export function readMandates(
  { places, complete }: Files,
  people: Known<Person>,
  {
    lists,
    languages,
    classes,
  }: {
    readonly lists: Lists;
    readonly languages: readonly Language[];
    readonly classes: KnownClasses;
  },
): Known<Mandate> {
  const good = new Map<string, Mandate>();
  const broken = new Set<string>();
  const files = new Map<string, string>();
  for (const file of places) {
    const isFleet = under(file, 'fleet').value !== undefined;
    const entry = isFleet ? readWith(FleetHead, file) : readWith(AgentHead, file);
    if (isFleet) checkFleet(file, lists);
    const signers = checkSigners(file, people);
    checkSwitchKeys(file);
    for (const named of itemsOf(under(file, 'clocks'))) checkKnown(classes, named, aClass);
    checkWritten(under(file, 'scope'), languages);
    const language = languageAt(under(file, 'language'), languages);
    const maintenance = readMaintenance(file, entry?.maintenance);
    for (const { id, named } of agentsIn(file, lists)) {
      const takenIn = files.get(id);
      if (takenIn !== undefined) complainOfTaken(named, 'duplicate_agent', takenIn);
      else files.set(id, named.source.file);
      if (entry !== undefined && signers && takenIn === undefined)
        good.set(id, mandateOf(entry, id, language, maintenance));
      else if (!good.has(id)) broken.add(id);
    }
  }
  return { good, broken, complete };
}

/** Two people must sign each plan: the owner, and somebody else who may approve. */
function checkSigners(file: Place, people: Known<Person>): boolean {
  const [owner, approver] = [under(file, 'owner'), under(file, 'approver')];
  const known = [checkKnown(people, owner, aPerson), checkKnown(people, approver, aPerson)];
  const id = approver.value;
  if (typeof id !== 'string') return false;
  if (owner.value === id) {
    const expected = 'another person than the owner: a plan needs two signatures by two people';
    complain(approver, 'owner_is_approver', id, expected);
    return false;
  }
  if (people.good.get(id)?.approver === false) {
    complain(approver, 'not_an_approver', id, 'a person with approver: true in people.yaml');
    return false;
  }
  return !known.includes(false);
}

/** Keys about a switch say nothing where there is none: whoever wrote them expects a stop. */
function checkSwitchKeys(file: Place): void {
  if (under(file, 'switch').value !== 'none') return;
  for (const key of ['on_unreachable', 'lease', 'ack_within', 'resume']) {
    const written = under(file, key);
    if (written.value !== undefined)
      complain(written, 'key_without_switch', `${key} beside switch: none`, 'one of the two, not both');
  }
}

function mandateOf(
  entry: z.infer<typeof AgentHead> | z.infer<typeof FleetHead>,
  agent: string,
  language: Language,
  maintenance: Mandate['maintenance'],
): Mandate {
  const fleet = 'fleet' in entry ? entry.fleet : undefined;
  return defined({
    agent,
    name: fleet === undefined ? entry.name : entry.name.replaceAll('{id}', agent),
    scope: entry.scope,
    owner: entry.owner,
    approver: entry.approver,
    onUnreachable: entry.on_unreachable,
    switch: entry.switch,
    leaseMs: entry.lease,
    ackWithinMs: entry.ack_within,
    proofEveryMs: entry.proof_every,
    proofs: entry.proofs && scheduleOf(entry.proofs),
    timezone: entry.timezone,
    language,
    interactionUrl: entry.interaction_url,
    variants: entry.variants && [...new Set(entry.variants)],
    clocks: entry.clocks && [...new Set(entry.clocks)],
    resume: entry.resume,
    maintenance,
    tags: 'fleet' in entry ? entry.fleet.tags : entry.tags,
  });
}

function scheduleOf({ every, between, together }: NonNullable<z.infer<typeof AgentHead>['proofs']>) {
  return { ...every, fromMinutes: between.from, toMinutes: between.to, together };
}
