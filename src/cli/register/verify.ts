import { join } from 'node:path';
import type { Command } from 'commander';
import { evidenceFiles } from '../../app/parts/dossiers.ts';
import type { DossierFault } from '../../incidents/dossier/check.ts';
import { type DossierVerdict, verifyDossiers } from '../../incidents/dossier/check-store.ts';
import { DossierVerdictBody } from '../../incidents/dossier/routes.ts';
import type { Database } from '../../platform/database/database.ts';
import { parseVerifier } from '../../platform/tlog/note.ts';
import type { ChainFault, ChainVerdict } from '../../register/chain.ts';
import { readClaims } from '../../register/checkpoint/claims.ts';
import { type ChainWithStates, judge } from '../../register/checkpoint/judge.ts';
import { Verdict, VerdictWithStates } from '../../register/routes.ts';
import { readRegister, verifyRegister, verifyRegisterAt } from '../../register/store.ts';
import { asked } from '../asked.ts';
import { type CliContext, settingsOf } from '../context.ts';
import { isWithoutTables } from '../database.ts';
import { withBar } from '../progress.ts';
import { atHome, type ServiceOptions, withServiceOptions } from '../service.ts';
import { knownKeys, notesFrom, tellJudgement } from './signed.ts';

const help = `
With --checkpoint, which needs the verifier key of whoever signed:
  filrouge register verify --checkpoint anchors.txt --verifier filrouge.example.org/register+…
finds entries that were cut off at the end, and a register that was written anew as a whole.

Exit 1: the register is broken, or is not what was signed. Exit 2: a note is none, or is not to be believed.`;

/** `filrouge register verify`: recomputes the chain, changes nothing, ends with 1 when it is broken. */
export function registerRegisterVerify(register: Command, context: CliContext): void {
  withServiceOptions(register.command('verify'), 'somebody who may read')
    .description('recompute the chain of the register and name its first broken entry')
    .option('--evidence', 'hold all evidence, with its files, and all comments against the register too')
    .option(
      '--checkpoint <file>',
      'hold the register against signed states that were kept outside; - is stdin',
    )
    .option('--verifier <key...>', 'verifier keys to believe; left out: those of the settings')
    .addHelpText('after', help)
    .action((options: VerifyOptions) => asked(context, () => verify(context, options)));
}

type VerifyOptions = ServiceOptions & {
  readonly evidence?: boolean;
  readonly checkpoint?: string;
  readonly verifier?: readonly string[];
};

async function verify(context: CliContext, given: VerifyOptions): Promise<void> {
  // A verifier key has another form than an API key: no use of --key is mistaken for the other.
  const { key, ...others } = given;
  const isVerifier = key !== undefined && parseVerifier(key) !== undefined;
  const options = isVerifier || key === undefined ? others : { ...others, key };
  const verifiers = [...(given.verifier ?? []), ...(isVerifier ? [key] : [])];
  try {
    if (options.checkpoint === undefined) await verifyAlone(context, options);
    else await verifySigned(context, options, options.checkpoint, verifiers);
    if (options.evidence === true) await verifyEvidence(context, options);
  } catch (error) {
    if (!isWithoutTables(error)) throw error;
    context.fail('There is no register in this database. Check DATABASE_URL or FILROUGE_DATA.');
  }
}

async function verifyAlone(context: CliContext, options: ServiceOptions): Promise<void> {
  const verdict = await atHome<ChainVerdict>(context, options, {
    database: (database) => recompute(database, (onPage) => verifyRegister(database.db, onPage)),
    service: (ask) => ask(Verdict, 'GET', '/v1/register/verify'),
  });
  tellVerdict(context, verdict);
}

async function verifySigned(
  context: CliContext,
  options: ServiceOptions,
  file: string,
  verifiers: readonly string[],
): Promise<void> {
  const claims = readClaims(notesFrom(file), knownKeys(context, verifiers));
  const sizes = [...new Set(claims.claims.map(({ checkpoint }) => checkpoint.size))];
  const found = await atHome<ChainWithStates>(context, options, {
    database: (database) => recompute(database, (onPage) => verifyRegisterAt(database.db, sizes, onPage)),
    service: (ask) => ask(VerdictWithStates, 'POST', '/v1/register/verify', { sizes }),
  });
  tellVerdict(context, found.verdict);
  tellJudgement(context, claims, judge(claims.claims, found));
}

async function recompute<T>(
  { db }: Database,
  work: (onPage: (after: number) => void) => Promise<T>,
): Promise<T> {
  const [last] = await readRegister(db, { order: 'latest_first', limit: 1 });
  const of = Math.max(1, last?.seq ?? 0);
  return withBar('recomputing', (bar) => work((after) => bar.see(after / of)));
}

const faults: Readonly<Record<ChainFault, string>> = {
  gap: 'the entry is missing, or out of its place',
  link: 'it does not name the hash of the entry before it',
  hash: 'its contents are not what was hashed',
  head: 'the register does not end where its head says: entries were cut off, added by hand or rewritten',
};

function tellVerdict(context: CliContext, verdict: ChainVerdict): void {
  if (verdict.ok) context.print(verdictText(verdict));
  else context.fail(verdictText(verdict));
}

/** One line about a verified chain. The head is worth noting: every later state must still contain it. */
function verdictText(verdict: ChainVerdict): string {
  if (!verdict.ok) return `The register is broken at entry ${verdict.brokenAt}: ${faults[verdict.why]}.`;
  if (verdict.entries === 0) return 'The register is whole: it has no entries yet.';
  const entries = verdict.entries === 1 ? '1 entry' : `${verdict.entries} entries`;
  return `The register is whole: ${entries}, the last one ${verdict.head.seq} with hash ${verdict.head.hash}.`;
}

async function verifyEvidence(context: CliContext, options: ServiceOptions): Promise<void> {
  const { dataDir, evidence } = settingsOf(context);
  const verdict = await atHome<DossierVerdict>(context, options, {
    database: ({ db }) => verifyDossiers(db, evidenceFiles(join(dataDir, 'evidence'), evidence.bucket)),
    service: (ask) => ask(DossierVerdictBody, 'GET', '/v1/dossier/verify'),
  });
  const { faults } = verdict;
  const counted = `${verdict.evidence} of evidence, ${verdict.comments} of comments`;
  if (faults.length === 0) return context.print(`All are as the register says: ${counted}.`);
  for (const { id, what, why } of faults) context.fail(`${what} ${id}: ${dossierFaults[why]}`);
  context.fail(`${faults.length} are not as the register says: ${counted}.`);
}

const dossierFaults: Readonly<Record<DossierFault['why'], string>> = {
  not_recorded: 'the register knows nothing of it',
  gone: 'the register knows of it, and it is no longer there',
  changed: 'it is not what was added: its hash is another',
  erased_unrecorded: 'its content is gone, and nobody has said so',
  file_missing: 'its file is not where this process keeps files',
};
