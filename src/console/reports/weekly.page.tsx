import type { FC } from 'hono/jsx';
import { noBreak } from '../../language/typography.ts';
import type { PlanDocument } from '../../plans/blocks.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { addressWith, type Choice, FilterForm, SelectField } from '../components/list.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import { Blocks } from './blocks.page.tsx';

/** The report that is shown, or why there is none, with what else may be chosen. */
export type WeeklyView = {
  readonly set: RuleSet;
  readonly agent: string;
  /** `2026-W23` */
  readonly week: string;
  readonly weeks: readonly Choice[];
  readonly agents: readonly Choice[];
  readonly before?: string | undefined;
  readonly next?: string | undefined;
  readonly document?: PlanDocument | undefined;
  readonly refusal?: Refusal | undefined;
};

const address = '/reports/weekly';
/** So many agents can be chosen from a list. */
export const mostChoices = 500;

/** The weekly report, of an agent or of all, week by week. */
export const WeeklyPage: FC<{ frame: Frame; view: WeeklyView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.reports;
  const { document, refusal, set, agent, week } = view;
  return (
    <Page
      frame={frame}
      title={document?.title ?? words.title}
      section="reports"
      lead=""
      tools={document === undefined ? undefined : <Take agent={agent} week={week} i18n={i18n} />}
    >
      <div class="stack">
        <Filters view={view} i18n={i18n} />
        {refusal ? <RefusalMessage refusal={refusal} set={set} i18n={i18n} /> : null}
        {document === undefined ? null : <Blocks blocks={document.pages.flat()} />}
        <nav class="pager no-print" aria-label={words.week}>
          <Step week={view.before} view={view} label={`←${noBreak}${words.before}`} />
          <Step week={view.next} view={view} label={`${words.next}${noBreak}→`} />
        </nav>
      </div>
    </Page>
  );
};

const Filters: FC<{ view: WeeklyView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.reports;
  return (
    <FilterForm address={address} target="content" i18n={i18n}>
      <SelectField name="week" label={words.week} choices={view.weeks} value={view.week} />
      {view.agents.length > mostChoices ? (
        <div class="field">
          <label for="filter-agent">{words.agent}</label>
          <input id="filter-agent" name="agent" value={view.agent} autocomplete="off" />
        </div>
      ) : (
        <SelectField
          name="agent"
          label={words.agent}
          choices={[{ value: '', label: words.everyAgent }, ...view.agents]}
          value={view.agent}
        />
      )}
    </FilterForm>
  );
};

const Step: FC<{ week: string | undefined; view: WeeklyView; label: string }> = ({ week, view, label }) =>
  week === undefined ? <span /> : <a href={addressWith(address, { week, agent: view.agent })}>{label}</a>;

const Take: FC<{ agent: string; week: string; i18n: I18n }> = ({ agent, week, i18n }) => {
  const { take, formats } = i18n.t.common;
  return (
    <nav class="row no-print" aria-label={take}>
      {(['pdf', 'docx', 'md'] as const).map((format) => (
        <a class="button plain" href={addressWith(`${address}.${format}`, { week, agent })} download>
          {formats[format]}
        </a>
      ))}
    </nav>
  );
};
