import type { z } from 'zod';
import { defined } from '../../platform/defined.ts';
import type { Mandate, Person } from '../ruleset.ts';
import { checkKnown, type Known, reportTaken } from './known.ts';
import { readWith } from './schema-check.ts';
import { AgentHead } from './schemas/agent-file.ts';
import { type Report, reportAt, type Source, valueAt } from './source.ts';

const aPerson = { code: 'unknown_person', expected: 'a person of people.yaml' };

/**
 * The mandates of the files of agents/. `complete` says whether all of those files are YAML: an agent that
 * stands in one that is not may be meant by its name.
 */
export function readMandates(
  sources: readonly Source[],
  people: Known<Person>,
  complete: boolean,
  report: Report,
): Known<Mandate> {
  const good = new Map<string, Mandate>();
  const broken = new Set<string>();
  const files = new Map<string, string>();
  for (const source of sources) {
    const entry = readWith(AgentHead, source, [], report);
    const id = valueAt(source.value, ['agent']);
    const takenIn = typeof id === 'string' ? files.get(id) : undefined;
    if (takenIn !== undefined)
      reportTaken(source, ['agent'], { code: 'duplicate_agent', where: takenIn }, report);
    if (typeof id === 'string' && takenIn === undefined) files.set(id, source.file);
    const signers = checkSigners(source, people, report);
    if (entry !== undefined && signers && takenIn === undefined) good.set(entry.agent, mandateOf(entry));
    else if (typeof id === 'string' && !good.has(id)) broken.add(id);
  }
  return { good, broken, complete };
}

/** Two people must sign each plan: the owner, and somebody else who may approve. */
function checkSigners(source: Source, people: Known<Person>, report: Report): boolean {
  const knownOwner = checkKnown(people, source, ['owner'], aPerson, report);
  const knownApprover = checkKnown(people, source, ['approver'], aPerson, report);
  const owner = valueAt(source.value, ['owner']);
  const approver = valueAt(source.value, ['approver']);
  if (!knownOwner || !knownApprover || typeof approver !== 'string') return false;
  if (owner === approver) {
    const expected = 'another person than the owner: a plan needs two signatures by two people';
    reportAt(report, source, ['approver'], { code: 'owner_is_approver', found: approver, expected });
    return false;
  }
  if (people.good.get(approver)?.approver === false) {
    const expected = 'a person with approver: true in people.yaml';
    reportAt(report, source, ['approver'], { code: 'not_an_approver', found: approver, expected });
    return false;
  }
  return true;
}

function mandateOf(entry: z.infer<typeof AgentHead>): Mandate {
  return defined({
    agent: entry.agent,
    name: entry.name,
    scope: entry.scope,
    owner: entry.owner,
    approver: entry.approver,
    onUnreachable: entry.on_unreachable,
    leaseMs: entry.lease,
    ackWithinMs: entry.ack_within,
    proofEveryMs: entry.proof_every,
    timezone: entry.timezone,
    language: entry.language,
  });
}
