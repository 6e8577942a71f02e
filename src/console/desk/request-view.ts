import type { DeskRole } from '../../access/desk-roles.ts';
import { reachesRole } from '../../access/desk-roles.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { isOpen } from '../../requests/request.ts';
import type { RequestFile } from '../../requests/view-store.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';
import type { RuleSet } from '../../rules/ruleset.ts';

/** The acts that the page of a request offers. */
export const acts = [
  'takeUp',
  'resolve',
  'close',
  'reopen',
  'handOver',
  'escalate',
  'edit',
  'validate',
  'merge',
] as const;
export type Act = (typeof acts)[number];

/** A form as it was sent, shown again with why it was not taken. */
export type SentForm = {
  readonly form: Act | 'contact';
  readonly fields: Readonly<Record<string, string>>;
  readonly refusal: Refusal;
};

/** A person or key that looks at a request. */
export type Viewer = {
  /** Actor text. */
  readonly by: string;
  readonly person?: string | undefined;
  readonly role?: DeskRole | undefined;
  readonly mayEnter: boolean;
  readonly mayCorrect: boolean;
};

/** Everything that the page of a request shows. */
export type RequestView = {
  readonly file: RequestFile;
  readonly rules: DeskRules;
  readonly set: RuleSet;
  readonly viewer: Viewer;
  readonly now: number;
  readonly sent?: SentForm | undefined;
};

/** The acts that this viewer can do now on this request, the likeliest first. */
export function actsFor({ file: { request }, viewer }: Pick<RequestView, 'file' | 'viewer'>): Act[] {
  if (!viewer.mayEnter || request.life.state === 'merged') return [];
  return acts.filter((act) => isPossible(act, request, viewer));
}

function isPossible(act: Act, request: RequestFile['request'], viewer: Viewer): boolean {
  const { state } = request.life;
  const open = isOpen(request);
  const escalation = request.escalation?.takenUp === undefined ? request.escalation : undefined;
  switch (act) {
    case 'takeUp':
      return (
        escalation !== undefined &&
        viewer.person !== undefined &&
        (escalation.to === viewer.person || reachesRole(viewer.role, 'lead'))
      );
    case 'resolve':
    case 'handOver':
      return open;
    case 'escalate':
      return open && escalation === undefined;
    case 'close':
      return state === 'resolved' || (open && reachesRole(viewer.role, 'referent'));
    case 'reopen':
      return state === 'resolved' || state === 'closed';
    case 'validate':
      return viewer.mayCorrect && request.validated === undefined;
    case 'merge':
      return viewer.mayCorrect;
    case 'edit':
      return true;
    default:
      return act satisfies never;
  }
}
