import type { Say } from '../wording.ts';
import type { DegreeTexts } from './texts.fr.ts';

/** Texts about answers by degree, in English. */
export const degree: DegreeTexts = {
  kinds: {
    agent_degraded: ({ data, plan }, say) => ({
      subject: `${say.case}: ${say.agent} ${say.mayRun === false ? 'was' : 'is'} reduced to ${part(data.share, say)} of its traffic, ${say.measured(data)}`,
      context: [
        `On ${say.when} the rule “${data.rule}” reduced ${say.agent} to ${part(data.share, say)} of its traffic: ${say.against(data)} (${data.conditionEn ?? data.condition}). People take the rest.`,
        ...(data.joined === true ? [`It joins ${say.theCase}, which was already open.`] : []),
        ...stoppedSince(say),
      ],
      ask:
        plan === undefined
          ? `Please acknowledge ${say.theCase}, and see that there are people for the rest.`
          : `Please complete action plan ${plan}: root cause, owners and due dates.`,
    }),
    resume_advanced: ({ data }, say) => ({
      subject: `${say.case}: ${say.agent} goes on to ${part(data.share, say)} of its traffic (step ${data.step} of ${data.of})`,
      context: [
        `By ${say.when}, what had crossed its threshold was measured to be clear for the whole step: ${say.agent} now answers ${part(data.share, say)} of its traffic. People take the rest.`,
        ...stoppedSince(say),
      ],
      ask: `Please watch the answers of ${say.agent}.`,
    }),
    resume_completed: (_, say) => ({
      subject: `${say.case}: ${say.agent} has all of its traffic again`,
      context: [
        `On ${say.when} the last step of its way back was over: ${say.agent} answers all of its traffic again.`,
        ...stoppedSince(say),
      ],
      ask: 'Please resolve the incident once everything is in order.',
    }),
    resume_fell_back: ({ data }, say) => ({
      subject: `${say.case}: ${say.agent} ${data.share === 0 ? 'is suspended again' : `falls back to ${part(data.share, say)} of its traffic`}, ${say.measured(data)}`,
      context: [
        `On ${say.when}, on the way back in steps, the rule “${data.rule}” was measured not to be clear: ${say.against(data)} (${data.condition}).`,
        data.share === 0
          ? `That was the first step: ${say.agent} is suspended, as it was before.`
          : data.step === undefined
            ? `That was the first step: ${say.agent} has ${part(data.share, say)} of its traffic, as it had before.`
            : `${say.agent} is back at step ${data.step} of ${data.of}: ${part(data.share, say)} of its traffic. People take the rest.`,
      ],
      ask:
        data.step === undefined
          ? `Please look at what is left to be mended before ${say.agent} is let run again.`
          : `Please look at the answers of ${say.agent}; the way back goes on by itself once the measure is clear.`,
    }),
  },
  stepOf: ({ step, of, share }, say) =>
    step === undefined || share === undefined
      ? []
      : [
          `It comes back in steps: first ${say.agent} answers ${part(share, say)} of its traffic (step ${step} of ${of}). People take the rest.`,
        ],
  unconfirmed: ({ data }, say) => ({
    subject: `${say.case}: ${say.agent} has not confirmed its share of ${part(data.share ?? 0, say)} of the traffic`,
    context: `${say.agent} was told its share (epoch ${data.epoch}, in this mode since ${say.dateTime(data.askedAt)}) and has not confirmed it within ${say.span(data.withinMs)}. It may still be answering more than its share.`,
    ask: `Please check that ${say.agent} reads its kill switch, or suspend it.`,
  }),
};

function part(share: number, say: Say): string {
  return say.limit(share, { unit: 'ratio' });
}

function stoppedSince({ mayRun, agent }: Say): readonly string[] {
  return mayRun === false ? [`${agent} has been suspended since.`] : [];
}
