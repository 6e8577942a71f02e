import type { FC } from 'hono/jsx';
import { parseInstant } from '../../platform/iso.ts';
import type { ProposalFile } from '../../rules/files/schemas/proposal-file.ts';
import type { ListedProposal } from '../../rules/proposals/proposal-files.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { Message, Time } from '../components/parts.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { workshopAddress } from '../workshop/workshop-view.ts';

/** The contents of the section about proposals. */
export type ProposalsView = {
  readonly set: RuleSet;
  readonly proposals: readonly ListedProposal[];
  readonly mayPropose: boolean;
};

type Props = { view: ProposalsView; i18n: I18n };

/** The values that people propose, until somebody puts them in force or takes them back. */
export const Proposals: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.rules.proposals;
  if (view.proposals.length === 0) return null;
  return (
    <section class="card" aria-labelledby="proposals">
      <h2 id="proposals">{words.title}</h2>
      <p class="muted small">{words.hint}</p>
      <ol class="timeline">
        {view.proposals.map((one) => (
          <li>
            {'problem' in one ? (
              <Message tone="warn" title={words.unreadable(one.id)}>
                <span lang="en">{one.problem}</span>
              </Message>
            ) : (
              <OneProposal id={one.id} proposal={one.proposal} view={view} i18n={i18n} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
};

const OneProposal: FC<Props & { id: string; proposal: ProposalFile }> = ({ id, proposal, view, i18n }) => {
  const words = i18n.t.rules.proposals;
  const { rule, changes, why, proposed_by, trial } = proposal;
  const name = rule.split('/').at(-1) ?? rule;
  return (
    <>
      <Time at={parseInstant(proposal.at) ?? 0} i18n={i18n} as="exact" />
      <div class="stack">
        <p>
          <a href={workshopAddress(name, trial?.agent)}>{name}</a>{' '}
          <span class="muted">{i18n.t.common.by(nameOf(proposed_by, view.set, i18n))}</span>
        </p>
        <ul class="diff" lang="en">
          {changes.map(({ key, from, to }) => (
            <li>
              <code>
                {key}: {from ?? '–'} → {to}
              </code>
            </li>
          ))}
        </ul>
        <p class="prose">{why}</p>
        {trial === undefined ? null : <p class="small muted">{trialText(trial, i18n)}</p>}
        <pre tabindex={0}>filrouge rules apply {id}</pre>
        {view.mayPropose ? (
          <form method="post" action={`/rules/proposals/${id}/withdraw`} class="no-print">
            <button type="submit" class="plain" aria-label={`${words.withdraw}, ${rule}`}>
              {words.withdraw}
            </button>
          </form>
        ) : null}
      </div>
    </>
  );
};

function trialText(trial: NonNullable<ProposalFile['trial']>, i18n: I18n): string {
  const words = i18n.t.rules.proposals;
  const { workshop } = i18n.t;
  const { firings, suspended_minutes: stopped } = trial;
  const day = (text: string) => i18n.f.date(parseInstant(text) ?? 0);
  const span = (minutes: number) => (minutes === 0 ? workshop.noMinutes : i18n.f.duration(minutes * 60_000));
  return words.trial(
    words.tried(day(trial.from), day(trial.until)),
    workshop.firingsStopped(firings.proposed, span(stopped.proposed)),
    workshop.firingsStopped(firings.in_force, span(stopped.in_force)),
  );
}
