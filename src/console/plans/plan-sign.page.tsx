import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { nextStep } from '../../plans/gates.ts';
import { type Signature, signedSteps, signerRoles } from '../../plans/plan.ts';
import { Icon } from '../components/parts.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { clickForm, type PlanProps } from './plan-field.page.tsx';

/** The two signatures for each step, and the buttons of who may give them now. */
export const PlanSignatures: FC<PlanProps> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  return (
    <section id="plan-signatures" aria-labelledby="signatures">
      <h3 id="signatures">{words.signatures}</h3>
      <div class="signatures">
        {signedSteps.map((step) => (
          <div class="signature-step">
            <h4>{words.signaturesFor[step]}</h4>
            {signerRoles.map((as) => (
              <Slot step={step} as={as} view={view} i18n={i18n} />
            ))}
          </div>
        ))}
      </div>
      {view.may.close ? (
        <form class="no-print" {...clickForm(`/plans/${view.plan.number}/close`)}>
          <button type="submit">
            <Icon name="check" />
            {words.closePlan}
          </button>
        </form>
      ) : null}
    </section>
  );
};

const Slot: FC<PlanProps & { step: Signature['for']; as: Signature['as'] }> = (props) => {
  const { step, as, view, i18n } = props;
  const words = i18n.t.plan;
  const { plan } = view;
  const given = plan.signatures.find((signature) => signature.for === step && signature.as === as);
  const expected = nameOf(as === 'owner' ? plan.owner : plan.approver, view.set, i18n);
  const now = nextStep(plan)?.step === step && view.may.signAs.includes(as);
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
        <form {...clickForm(`/plans/${plan.number}/sign`)} class="no-print">
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

/** The foot of the form: marks of a good plan, and of a dead one. */
export const PlanTips: FC<{ i18n: I18n }> = ({ i18n }) => {
  const { tips } = i18n.t.plan;
  const list = (title: string, items: readonly string[]) => (
    <div>
      <h4>{title}</h4>
      <ul>
        {items.map((item) => (
          <li>{item}</li>
        ))}
      </ul>
    </div>
  );
  return (
    <div class="tips small">
      {list(tips.good, tips.goodItems)}
      {list(tips.watch, tips.watchItems)}
    </div>
  );
};
