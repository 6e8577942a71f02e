import type { MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import type { KeyCommands } from '../access/key-commands.ts';
import type { Caller } from '../access/roles.ts';
import type { SignIn } from '../access/sign-in/sign-in.ts';
import type { SiteName } from '../connect/mirror/pull/site.ts';
import type { DossierCommands } from '../incidents/dossier/dossier-store.ts';
import type { EvidenceFiles } from '../incidents/dossier/evidence-store.ts';
import type { Place, Subject } from '../incidents/dossier/subject.ts';
import type { ProofAttempt } from '../incidents/proof.ts';
import type { RefusalNote } from '../metrics/intake/refusal-notes.ts';
import type { StoreCells } from '../metrics/store-cells.ts';
import type { NoticeDesk } from '../notices/desk-store.ts';
import type { CalendarCommands } from '../plans/calendar/address-store.ts';
import type { CasePorts } from '../plans/cases/routes.ts';
import type { PlaybookPorts } from '../plans/http/playbook-routes.ts';
import type { WeeklyDesk } from '../plans/weekly/desk-store.ts';
import type { Database } from '../platform/database/database.ts';
import type { Result } from '../platform/refusal.ts';
import type { DeskPorts } from '../requests/ports.ts';
import type { ProofOrder, ProofReport } from '../rules/proof.ts';
import type { ProposalDesk } from '../rules/proposals/desk-files.ts';
import type { RuleProblem, RuleSet } from '../rules/ruleset.ts';
import type { AgentResume } from '../switches/fleet-resume.ts';
import type { FleetLook } from '../switches/fleet-routes.ts';
import type { Reader } from '../switches/reach.ts';
import type { Readiness } from '../switches/readiness.ts';
import type { Dispatch } from '../thread/dispatch.ts';
import type { Memory } from '../thread/evaluator/memory.ts';
import type { Silencer } from '../thread/silencing.ts';
import type { BacktestQuestion } from '../workshop/backtest/question.ts';
import type { PreparedBacktest } from '../workshop/backtest/run.ts';
import type { Printer } from './exports/printer.ts';

/**
 * Everything the console needs of the house. It reads the stores itself; whatever changes something goes
 * through here.
 */
export type ConsolePorts = {
  readonly now: () => number;
  readonly logger: Logger;
  /** Where browsers find the service, when a proxy stands in front of it. */
  readonly publicUrl?: string | undefined;
  readonly database: Database;
  readonly ruleSet: () => RuleSet;
  /** The picture that reads are answered from, also in a process that stands by. */
  readonly read: () => Promise<Memory>;
  /** Resolves when the stored cells of an agent are up to the last second. */
  readonly flushCells: (agent: string) => Promise<void>;
  readonly storeCells: StoreCells;
  /** When the set in force was read, and what is wrong with the files since. */
  readonly rules: () => {
    readonly loadedAt: number;
    readonly error?: { readonly at: number; readonly problems: readonly RuleProblem[] };
  };
  /**
   * Replays the past under changed rules, as over HTTP: judged at once, run when asked to. Changes nothing.
   */
  readonly backtest: (question: BacktestQuestion) => Promise<Result<PreparedBacktest>>;
  /** Where people propose other values for rules. Changes nothing that is in force. */
  readonly proposals: ProposalDesk;
  /** The playbook that a closed plan proposes. Changes nothing that is in force. */
  readonly learn: PlaybookPorts['learn'];
  /** Whether this process evaluates; commands are refused otherwise. */
  readonly isEvaluator: () => boolean;
  /** Takes a stop also where this process cannot carry it out. */
  readonly handOn: MiddlewareHandler;
  /** A preview of what would become of many agents that are to run again. */
  readonly previewResume: (look: FleetLook, caller: Caller) => Promise<Result<readonly AgentResume[]>>;
  /** Whether an agent has ever read its switch. */
  readonly hasAsked: (agent: string) => boolean;
  /** Whether nobody reads an agent's switch, as far as this process knows. */
  readonly outOfReach: (agent: string) => boolean;
  /** The readers of an agent's switch. */
  readonly readersOf: (agent: string) => readonly Reader[];
  /** The last proof test by schedule of an agent that did not pass, or was skipped. */
  readonly attemptOf: (agent: string) => Promise<ProofAttempt | undefined>;
  /** Whether an agent can still be stopped. */
  readonly readiness: (agent: string) => Promise<Readiness | undefined>;
  /** Whether a stop of the agent is in force that the database has not taken yet. */
  readonly isKept: (agent: string) => boolean;
  /** Items of an agent that this process refused in the last day. */
  readonly notTaken: (agent: string) => readonly RefusalNote[];
  /** Whether an agent could be stopped now. */
  readonly canStop: () => boolean;
  readonly commands: Dispatch;
  readonly silences: Silencer;
  /** The tools in which issues are opened for actions, and how. Answers where the issue is. */
  readonly issues: {
    readonly sites: readonly SiteName[];
    readonly open: (action: string, site: SiteName, caller: Caller) => Promise<Result<string>>;
  };
  /** The proof test of a rule: answers when the drill is through, or says where it stopped. */
  readonly prove: (order: ProofOrder, caller: Caller) => Promise<Result<ProofReport>>;
  /** Calls `listener` after every change that pages may show; returns how to stop it. */
  readonly onChange: (listener: () => void) => () => void;
  readonly keys: ConsoleKeys;
  /** The ways in, and what ends the open pages of a session. */
  readonly signIn: {
    readonly signIn: SignIn;
    readonly endStreams: (token: string) => void;
    /** How long the browser keeps its cookie. */
    readonly maxMs: number;
  };
  readonly notices: NoticeDesk;
  readonly calendars: CalendarCommands;
  /** Evidence and comments: their commands, and where their files are. */
  readonly dossiers: {
    readonly commands: DossierCommands;
    readonly files: EvidenceFiles | undefined;
    readonly placeOf: (on: Subject) => Promise<Place | undefined>;
    readonly maxBytes: number;
  };
  /** Cases that an incident has left wrong, and how they were answered. */
  readonly cases: Pick<CasePorts, 'wrongCases' | 'replayOf'>;
  readonly weekly: Pick<WeeklyDesk, 'report'>;
  readonly printer: Printer;
  /** Customers’ requests: read and changed as over HTTP. */
  readonly desk: DeskPorts;
};

/** Keys as the console handles them. */
export type ConsoleKeys = KeyCommands & {
  /** The caller that a secret's hash belongs to (access/key-cache.ts). */
  readonly resolve: (hash: string) => Promise<Caller | undefined>;
};
