import { Hono } from 'hono';
import { may } from '../../access/roles.ts';
import { createAuditReader } from '../../plans/audit/intake/reader.ts';
import { auditOrder } from '../../plans/audit/order.ts';
import type { DraftPlan } from '../../plans/commands/draft.ts';
import { planKinds } from '../../plans/plan.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { randomId } from '../../platform/ids.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { Dispatch } from '../../thread/dispatch.ts';
import { type ConsoleContext, type ConsoleEnv, formOf, i18nOf, type Shell } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { type BeginView, ImportPage, NewPlanPage, PreviewPage } from './begin.page.tsx';
import { type BeginForm, beginForm, readBeginning } from './begin-form.ts';

type BeginPorts = Shell & Pick<Dispatch, 'toNewPlan'>;

/** Plans that begin with a blank form, or with an audit that is shown before it becomes one. */
export function beginRoutes(ports: BeginPorts): Hono<ConsoleEnv> {
  const readAudit = createAuditReader();
  /** A page or step for whoever may begin plans; for everybody else there is none. */
  const mine = (answer: (c: ConsoleContext) => Response | Promise<Response>) => (c: ConsoleContext) =>
    may(c.get('caller').role, 'plans.edit') ? answer(c) : missingPage(c, ports);
  const frameOf = (c: ConsoleContext) => ports.frame(c, i18nOf(c, ports.ruleSet()));
  const blank = (c: ConsoleContext, view: Omit<BeginView, 'set'>, status: 200 | 409 | 422 = 200) =>
    c.html(<NewPlanPage frame={frameOf(c)} view={{ ...view, set: ports.ruleSet() }} />, status);
  const given = (c: ConsoleContext, text = '', refusal?: Refusal) =>
    c.html(
      <ImportPage frame={frameOf(c)} view={{ refusal, set: ports.ruleSet() }} text={text} />,
      refusal === undefined ? 200 : 422,
    );

  const begin = async (c: ConsoleContext) => {
    const form = beginForm(await formOf(c), randomId());
    const read = readBeginning(form, i18nOf(c, ports.ruleSet()));
    if (!read.ok) return blank(c, { form, errors: read.errors }, 422);
    const order = { ...read.command, once: onceOf(form, read.command) };
    const begun = await ports.toNewPlan(order, c.get('caller'));
    if (!begun.ok) return blank(c, { form, refusal: begun.refusal }, 409);
    return c.redirect(`/plans/${begun.value.number}`, 303);
  };
  const bring = async (c: ConsoleContext) => {
    const { bytes, pasted } = await auditGiven(c);
    const read = await readAudit(bytes);
    if (!read.ok) return given(c, pasted, read.refusal);
    const values = await formOf(c);
    const kind = planKinds.find((one) => one === values['planKind']);
    const choice = { kind, agent: values['agent'] || undefined, title: values['title']?.trim() || undefined };
    const { kind: planKind, ...order } = auditOrder(read.value, ports.ruleSet().people, choice);
    const form = beginForm({ ...values, planKind, title: order.title }, randomId());
    const shown = (refusal?: Refusal) => (
      <PreviewPage
        frame={frameOf(c)}
        view={{ form, refusal, set: ports.ruleSet() }}
        text={new TextDecoder().decode(bytes)}
        order={{ kind: planKind, ...order }}
      />
    );
    if (values['agreed'] !== 'true') return c.html(shown());
    const agreed = { ...order, kind: 'draftPlan', planKind } as const;
    const begun = await ports.toNewPlan({ ...agreed, once: onceOf(form, agreed) }, c.get('caller'));
    return begun.ok ? c.redirect(`/plans/${begun.value.number}`, 303) : c.html(shown(begun.refusal), 409);
  };

  return new Hono<ConsoleEnv>()
    .get(
      '/plans/new',
      mine((c) => blank(c, { form: beginForm(c.req.query(), randomId()) })),
    )
    .post('/plans/new', mine(begin))
    .get(
      '/plans/import',
      mine((c) => given(c)),
    )
    .post('/plans/import', mine(bring));
}

/** An audit as it was sent: the file, or else the text that was pasted. */
async function auditGiven(c: ConsoleContext): Promise<{ bytes: Uint8Array<ArrayBuffer>; pasted: string }> {
  const { file, text: typed } = await c.req.parseBody();
  const pasted = typeof typed === 'string' ? typed : '';
  const bytes =
    file instanceof File && file.size > 0 ? await file.arrayBuffer() : new TextEncoder().encode(pasted);
  return { bytes: new Uint8Array(bytes), pasted };
}

/** The same for the same order of the same form: a button that is pressed twice begins one plan. */
function onceOf({ once }: BeginForm, order: DraftPlan): string {
  return sha256Hex(JSON.stringify([once, order]));
}
