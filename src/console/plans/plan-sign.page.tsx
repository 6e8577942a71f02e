import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Signature } from '../../plans/plan.ts';
import { Icon } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import { nameOf, type PlanView } from './plan-view.ts';

const signers = ['owner', 'approver'] as const;

/** The two signatures for each step, and the buttons of who may give them now. */
export const PlanSignatures: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const steps: readonly Signature['for'][] = ['activation', 'closure'];
  return (
    <section id="plan-signatures" aria-labelledby="signatures">
      <h3 id="signatures">{words.signatures}</h3>
      <div class="signatures">
        {steps.map((step) => (
          <div class="signature-step">
            <h4>{words.signaturesFor[step]}</h4>
            {signers.map((as) => (
              <Slot step={step} as={as} view={view} i18n={i18n} />
            ))}
          </div>
        ))}
      </div>
      {view.may.close ? (
        <form
          class="no-print"
          method="post"
          action={`/plans/${view.plan.number}/close`}
          hx-post={`/plans/${view.plan.number}/close`}
          hx-swap="none"
        >
          <button type="submit">
            <Icon name="check" />
            {words.closePlan}
          </button>
        </form>
      ) : null}
    </section>
  );
};

const Slot: FC<{ step: Signature['for']; as: Signature['as']; view: PlanView; i18n: I18n }> = ({
  step,
  as,
  view,
  i18n,
}) => {
  const words = i18n.t.plan;
  const { plan } = view;
  const given = plan.signatures.find((signature) => signature.for === step && signature.as === as);
  const expected = nameOf(as === 'owner' ? plan.owner : plan.approver, view.set, i18n);
  const now = view.next?.step === step && view.may.signAs.includes(as);
  return (
    <div class={given ? 'signature given' : 'signature'}>
      <span class="small muted">{capitalised(planTexts(i18n.language).signers[as])}</span>
      <strong>{given ? nameOf(given.person, view.set, i18n) : expected}</strong>
      {given ? (
        <span class="signed">
          <Icon name="pen" />
          {words.signedOn(i18n.f.exact(given.at))}
        </span>
      ) : now ? (
        <form
          method="post"
          action={`/plans/${plan.number}/sign`}
          hx-post={`/plans/${plan.number}/sign`}
          hx-swap="none"
          class="no-print"
        >
          <input type="hidden" name="as" value={as} />
          <input type="hidden" name="for" value={step} />
          <button type="submit">
            <Icon name="pen" />
            {words.sign[as]}
          </button>
        </form>
      ) : (
        <span class="small muted">{words.notSigned}</span>
      )}
    </div>
  );
};

/** The tasks that must follow a closure. */
export const PlanFollowUps: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  return (
    <section id="plan-followups" aria-labelledby="followups-title" hidden={view.followUps.length === 0}>
      <h3 id="followups-title">{words.followUps}</h3>
      <ul>
        {view.followUps.map((followUp) => (
          <li>
            {words.followUp[followUp.code]}{' '}
            <span class="muted small">({words.reference(followUp.reference)})</span>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The foot of the form: marks of a good plan, and of a dead one. */
export const PlanTips: FC<{ i18n: I18n }> = ({ i18n }) => {
  const { tips } = i18n.t.plan;
  return (
    <div class="tips small">
      <div>
        <h4>{tips.good}</h4>
        <ul>
          {tips.goodItems.map((item) => (
            <li>{item}</li>
          ))}
        </ul>
      </div>
      <div>
        <h4>{tips.watch}</h4>
        <ul>
          {tips.watchItems.map((item) => (
            <li>{item}</li>
          ))}
        </ul>
      </div>
    </div>
  );
};
