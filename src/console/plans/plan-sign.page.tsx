import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts, refusalText } from '../../plans/documents/texts.ts';
import { nextStep } from '../../plans/gates.ts';
import { type Signature, signedSteps, signerRoles } from '../../plans/plan.ts';
import { Icon } from '../components/parts.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { isOpen } from './plan-editing.ts';
import { clickForm, EditForm, EditLink, NameField, type PlanProps } from './plan-field.page.tsx';

/** The two signatures for each step, and how they are given. */
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

type SlotProps = PlanProps & { step: Signature['for']; as: Signature['as'] };

const Slot: FC<SlotProps> = (props) => {
  const { step, as, view, i18n } = props;
  const { plan } = view;
  const given = plan.signatures.find((signature) => signature.for === step && signature.as === as);
  const expected = nameOf(as === 'owner' ? plan.owner : plan.approver, view.set, i18n);
  return (
    <div class={given ? 'signature given' : 'signature'}>
      <span class="small muted">{capitalised(planTexts(i18n.language).signers[as])}</span>
      <strong>{given ? nameOf(given.person, view.set, i18n) : expected}</strong>
      {given ? (
        <span class="signed">
          <Icon name="pen" />
          {i18n.t.plan.signedOn(i18n.f.exact(given.at))}
          {given.proof ? <span class="small muted"> {i18n.t.signIn.confirm.how[given.proof]}</span> : null}
        </span>
      ) : (
        <NotSigned {...props} />
      )}
    </div>
  );
};

/** The way to sign, or why the viewer cannot. */
const NotSigned: FC<SlotProps> = ({ step, as, ...shown }) => {
  const { view, i18n } = shown;
  const words = i18n.t.plan;
  const part = `sign/${as}` as const;
  const whyNot = view.may.whyNotSign[as];
  if (nextStep(view.plan)?.step === step && whyNot === undefined) {
    return isOpen(view, part) ? (
      <EditForm title={words.sign[as]} saveLabel={words.signNow} inside {...shown}>
        <p class="field wide small">{words.signing[step]}</p>
        <NameField {...shown} />
      </EditForm>
    ) : (
      <EditLink part={part} label={words.sign[as]} icon="pen" main {...shown} />
    );
  }
  return (
    <>
      <span class="small muted">{words.notSigned}</span>
      {nextStep(view.plan)?.step === step && whyNot !== undefined ? (
        <span class="small no-print">
          {refusalText(whyNot, i18n.language) ?? words.cannotSign}{' '}
          {whyNot.endsWith('_blocked') ? <a href="#plan-blocking">{words.seeMissing}</a> : null}
        </span>
      ) : null}
    </>
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
