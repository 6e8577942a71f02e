import { Hono } from 'hono';
import { commandPermission, permissionRefusal } from '../../access/commands.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { ResumeFleet } from '../../switches/commands.ts';
import type { Dispatch } from '../../thread/dispatch.ts';
import type { Proving, Unproved } from '../access/confirm.ts';
import type { ConsolePorts } from '../ports.ts';
import { type ConsoleContext, type ConsoleEnv, formOf, i18nOf, type Shell } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { ChooseResume, ConfirmResume, FleetResumed } from './resume.page.tsx';
import { commandIn, type ResumeForm } from './resume-form.ts';

type ResumePorts = Shell &
  Proving &
  Pick<Dispatch, 'resumeFleet'> &
  Pick<ConsolePorts, 'previewResume'> & {
    /** Whether an agent is suspended now. */
    readonly isSuspended: (agent: string) => Promise<boolean>;
  };

/** Many agents run again: which and why, then what each would come to, then it is done. */
export function resumeRoutes(ports: ResumePorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/resume', (c) => chosen(c, ports, { of: '', reason: '' }))
    .post('/resume', async (c) => {
      const { of = '', reason = '', sure, key, ...more } = await formOf(c);
      return mayResumeFleet(c)
        ? answer(c, ports, { of, reason, ...more }, { sure, key })
        : missingPage(c, ports);
    });
}

/** Whether the person may let many agents run at once. */
export function mayResumeFleet(c: ConsoleContext): boolean {
  return permissionRefusal(c.get('caller'), commandPermission.resumeFleet) === undefined;
}

/** The answer to the second question, and by what the person proves anew who they are. */
type Sure = { readonly sure: string | undefined; readonly key: string | undefined };

async function answer(c: ConsoleContext, ports: ResumePorts, form: ResumeForm, { sure, key }: Sure) {
  const command = commandIn(form);
  if (command === undefined) return chosen(c, ports, form, reasonMissing);
  if (sure === 'no') return chosen(c, ports, form);
  if (sure !== 'yes') return asked(c, ports, form, command);
  const caller = await ports.proved(c, key);
  if (typeof caller === 'string') return asked(c, ports, form, command, caller);
  const resumed = await ports.resumeFleet(command, caller);
  if (!resumed.ok) return chosen(c, ports, form, resumed.refusal);
  await ports.signed(c);
  const set = ports.ruleSet();
  const frame = ports.frame(c, i18nOf(c, set));
  return c.html(<FleetResumed {...{ frame, set }} agents={resumed.value} />);
}

/** The second question, with what each agent would come to. Whoever only looks proves nothing yet. */
async function asked(
  c: ConsoleContext,
  ports: ResumePorts,
  form: ResumeForm,
  { of }: ResumeFleet,
  unproved?: Unproved,
) {
  const set = ports.ruleSet();
  const { proof, ...looking } = c.get('caller');
  const preview = await ports.previewResume({ of, override: false }, looking);
  if (!preview.ok) return chosen(c, ports, form, preview.refusal);
  const frame = ports.frame(c, i18nOf(c, set));
  const page = <ConfirmResume {...{ frame, set, form, proof, unproved }} agents={preview.value} />;
  return c.html(page, unproved === undefined ? 200 : 422);
}

/** The first question; for whoever may let nobody run the page does not exist. */
async function chosen(c: ConsoleContext, ports: ResumePorts, form: ResumeForm, refusal?: Refusal) {
  if (!mayResumeFleet(c)) return missingPage(c, ports);
  const set = ports.ruleSet();
  const suspended = new Map<string, number>();
  for (const { agent, tags = [] } of set.agents.values()) {
    const is = tags.length > 0 && (await ports.isSuspended(agent));
    for (const tag of new Set(tags)) suspended.set(tag, (suspended.get(tag) ?? 0) + (is ? 1 : 0));
  }
  const frame = ports.frame(c, i18nOf(c, set));
  const page = <ChooseResume {...{ frame, set, form, refusal }} suspended={suspended} />;
  return c.html(page, refusal === undefined ? 200 : 409);
}

const reasonMissing = { kind: 'invalid', code: 'reason_missing', detail: 'A reason is needed.' } as const;
