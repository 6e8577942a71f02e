import type { FC } from 'hono/jsx';
import { countsFrom, leftToAsk } from '../../../plans/cases/due.ts';
import {
  isRunning,
  neverReplayed,
  questionsOf,
  type ReplayStanding,
  replayedLists,
  tallyOf,
} from '../../../plans/cases/standing.ts';
import type { Action } from '../../../plans/plan.ts';
import { addressWith } from '../../components/list.page.tsx';
import type { I18n } from '../../words/texts.ts';
import { clickForm, type PlanProps } from '../plan-field.page.tsx';

type Props = PlanProps & { action: Action };

/** The address of the page of an action's cases. */
export function casesAddress(plan: number, action: string, list?: string, page?: number): string {
  return addressWith(`/plans/${plan}/actions/${action}/cases`, { list, page: page === 1 ? undefined : page });
}

/** The way to the page of a list. */
export const CasesLink: FC<Props & { list: string }> = ({ action, list, view, i18n }) => (
  <p class="small no-print">
    <a href={casesAddress(view.plan.number, action.id, list)}>{i18n.t.plan.cases.see}</a>
  </p>
);

/** How a replay stands in the card of its criterion, and the button that begins one. */
export const ReplaySummary: FC<Props & { standing: ReplayStanding | undefined }> = (props) => {
  const { action, standing = neverReplayed, view, i18n } = props;
  const [list = ''] = replayedLists(action);
  return (
    <div class="replay" id={`replay-${action.id}`}>
      <ReplayState {...props} standing={standing} />
      <CasesLink action={action} list={list} view={view} i18n={i18n} />
      {view.may.edit && !isRunning(standing) ? (
        <form {...clickForm(`/plans/${view.plan.number}/actions/${action.id}/replay`)} class="no-print">
          <button type="submit" class="plain small">
            {i18n.t.plan.cases.replay.now}
          </button>
        </form>
      ) : null}
    </div>
  );
};

/** The last pass, and what the answers come to. */
export const ReplayState: FC<Props & { standing: ReplayStanding }> = ({ action, standing, view, i18n }) => {
  const words = i18n.t.plan.cases.replay;
  const { replay, checklists } = action;
  if (replay === undefined) return null;
  const lists = replayedLists(action);
  const cases = checklists.filter(({ id }) => lists.includes(id)).flatMap(({ items }) => items);
  const from = countsFrom(action, view.plan);
  const isCounting = from !== undefined && view.now >= from;
  const tally = tallyOf(cases, replay, standing.questions, isCounting ? from : Number.NEGATIVE_INFINITY);
  const counts = [tally.passed, tally.failed, tally.unmeasured, tally.cases] as const;
  return (
    <>
      <p class="small">{runText(action, standing, view, i18n)}</p>
      {standing.run === undefined ? null : <p class="small">{words.tally(...counts)}</p>}
      {isCounting ? null : <p class="small muted">{words.notYet}</p>}
    </>
  );
};

function runText(
  action: Action,
  standing: ReplayStanding,
  view: Pick<PlanProps['view'], 'plan'>,
  i18n: I18n,
): string {
  const words = i18n.t.plan.cases.replay;
  const { run } = standing;
  if (run === undefined) return words.never;
  if (run.end === undefined) {
    const total = questionsOf(action).length;
    return words.running(run.no, total - leftToAsk(view.plan, action, standing).length, total);
  }
  switch (run.end.how) {
    case 'complete':
      return words.ended(run.no, i18n.f.dayTime(run.end.at));
    case 'given_up':
      return words.givenUp(run.no, i18n.f.dayTime(run.end.at));
    case 'stopped':
      return words.stopped(run.no);
    default:
      return run.end.how satisfies never;
  }
}
