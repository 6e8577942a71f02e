import { join } from 'node:path';
import { createBucketStore } from '../../incidents/dossier/bucket-store.ts';
import { verifyDossiers } from '../../incidents/dossier/check-store.ts';
import { createDiskStore } from '../../incidents/dossier/disk-store.ts';
import { createDossierCommands } from '../../incidents/dossier/dossier-store.ts';
import type { EvidenceFiles } from '../../incidents/dossier/evidence-store.ts';
import { sweepEvidence } from '../../incidents/dossier/jobs.ts';
import { dossierRoutes } from '../../incidents/dossier/routes.ts';
import { getExhibit, readDossier } from '../../incidents/dossier/store.ts';
import type { Place, Subject } from '../../incidents/dossier/subject.ts';
import { getIncident } from '../../incidents/store.ts';
import { addressed } from '../../notices/routing.ts';
import { allCriteria, type Plan } from '../../plans/plan.ts';
import { findPlanByPart, getPlan } from '../../plans/store/store.ts';
import type { Db } from '../../platform/database/database.ts';
import { addressBook, type RuleSet } from '../../rules/ruleset.ts';
import type { Settings } from '../../settings.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import type { AppPorts } from '../ports.ts';
import { createSignal } from '../signal.ts';

/** Evidence and comments: their commands, their files, their routes, and what is swept away. */
export function dossiersOf(
  { settings, ports, opened: { database } }: Ground,
  { thread, isEvaluator }: Core,
  wake: () => void,
) {
  const { clock, logger } = ports;
  const { db } = database;
  const { maxBytes, mostFiles } = settings.evidence;
  const files = filesOf(settings, ports);
  const placeOf = (on: Subject) => placeIn(db, thread.ruleSet(), on);
  const changed = createSignal<void>();
  const commands = createDossierCommands({
    ...{ database, files, placeOf, now: clock.now },
    limits: { maxBytes, mostFiles },
    people: () => thread.ruleSet().people,
    whyNot: () => (isEvaluator() ? undefined : standsBy),
    addressed: (notice, now) => addressed(notice, addressBook(thread.ruleSet()), now),
    changed: () => {
      changed.emit();
      wake();
    },
  });
  const exhibit = (id: string) => getExhibit(db, id);
  const routes = dossierRoutes({
    ...{ commands, files, maxBytes, placeOf, exhibit },
    dossierOf: (on) => readDossier(db, { on }),
    verify: () => verifyDossiers(db, files),
  });
  const sweep = async (): Promise<void> => {
    const removed = files === undefined ? 0 : await sweepEvidence(db, files, clock.now());
    if (removed > 0) logger.info({ removed }, 'removed files that belong to no evidence');
  };
  return { commands, files, placeOf, maxBytes, routes, sweep, changed: changed.listen };
}

const standsBy = {
  kind: 'unavailable',
  code: 'not_the_evaluator',
  detail: 'This process stands by. Send this to the evaluator, or try again.',
} as const;

/** An app with a database of its own keeps nothing in the data folder, unless it is told where. */
function filesOf({ dataDir, evidence: { bucket } }: Settings, { database, evidenceDir }: AppPorts) {
  const folder = evidenceDir ?? (database === undefined ? join(dataDir, 'evidence') : undefined);
  return folder === undefined ? undefined : evidenceFiles(folder, bucket);
}

/** Where files are kept: in a bucket where there is one, else in this folder. */
export function evidenceFiles(folder: string, bucket: Settings['evidence']['bucket']): EvidenceFiles {
  return bucket === undefined ? createDiskStore(folder) : createBucketStore(bucket, join(folder, 'incoming'));
}

/** The place of a subject among incidents and plans, if there is such a subject. */
async function placeIn(db: Db, set: RuleSet, on: Subject): Promise<Place | undefined> {
  if (on.kind === 'incident') {
    const incident = /^\d+$/.test(on.id) ? await getIncident(db, Number(on.id)) : undefined;
    if (incident === undefined) return undefined;
    const { number, agent, title, triggers, plan } = incident;
    const known = { agent, incident: number, title: title ?? triggers[0]?.condition ?? `${number}` };
    return { on, ...known, plan, ...settingOf(set, agent) };
  }
  const plan =
    on.kind === 'plan' && /^\d+$/.test(on.id)
      ? await getPlan(db, Number(on.id))
      : await findPlanByPart(db, on.id);
  const title = plan && titleIn(plan, on);
  if (plan === undefined || title === undefined) return undefined;
  const { agent, incident, number, timezone } = plan;
  return { on, agent, incident, plan: number, title, ...settingOf(set, agent), timezone };
}

function titleIn(plan: Plan, { kind, id }: Subject): string | undefined {
  switch (kind) {
    case 'incident':
      return undefined;
    case 'plan':
      return id === String(plan.number) ? plan.title : undefined;
    case 'action':
      return [...plan.actions, ...plan.improvements].find((one) => one.id === id)?.title;
    case 'criterion':
      return allCriteria(plan).find((one) => one.id === id)?.spec.text;
    default:
      return kind satisfies never;
  }
}

function settingOf({ agents }: RuleSet, agent: string | undefined) {
  const mandate = agent === undefined ? undefined : agents.get(agent);
  return mandate && { agentName: mandate.name, timezone: mandate.timezone };
}
