import type { Child, FC } from 'hono/jsx';
import type { I18n } from '../words/texts.ts';
import { Icon } from './parts.page.tsx';

/** One of the states that a list can be narrowed to. */
export type StateChoice = { readonly value: string; readonly label: string };

/** The filters above a list, kept in its address. They work without scripts; with them a change is enough. */
export const ListFilters: FC<{
  address: string;
  target: string;
  states: readonly StateChoice[];
  state: string;
  agents: readonly StateChoice[];
  agent: string;
  i18n: I18n;
}> = ({ address, target, states, state, agents, agent, i18n }) => (
  <search>
    <form
      class="filters"
      method="get"
      action={address}
      hx-get={address}
      hx-trigger="change, submit"
      hx-target={`#${target}`}
      hx-select={`#${target}`}
      hx-swap="outerHTML"
      hx-push-url="true"
    >
      <SelectField
        name="agent"
        label={i18n.t.cases.list.agent}
        choices={[{ value: '', label: i18n.t.cases.list.anyAgent }, ...agents]}
        value={agent}
      />
      <fieldset class="chips">
        <legend class="visually-hidden">{i18n.t.cases.list.state}</legend>
        {states.map((choice) => (
          <label class="chip">
            <input type="radio" name="state" value={choice.value} checked={choice.value === state} />
            <span>{choice.label}</span>
          </label>
        ))}
      </fieldset>
      <button class="plain no-script" type="submit">
        {i18n.t.common.filter}
      </button>
    </form>
  </search>
);

/** A labelled choice of a filter. */
export const SelectField: FC<{
  name: string;
  label: string;
  choices: readonly StateChoice[];
  value: string;
}> = ({ name, label, choices, value }) => (
  <div class="field">
    <label for={`filter-${name}`}>{label}</label>
    <select id={`filter-${name}`} name={name}>
      {choices.map((choice) => (
        <option value={choice.value} selected={choice.value === value}>
          {choice.label}
        </option>
      ))}
    </select>
  </div>
);

/** The way to the pages before and after. */
export const Pager: FC<{ newest?: string | undefined; older?: string | undefined; i18n: I18n }> = ({
  newest,
  older,
  i18n,
}) =>
  newest === undefined && older === undefined ? null : (
    <nav class="pager no-print" aria-label={i18n.t.cases.pages}>
      {newest === undefined ? <span /> : <a href={newest}>← {i18n.t.common.newer}</a>}
      {older === undefined ? <span /> : <a href={older}>{i18n.t.common.older} →</a>}
    </nav>
  );

/** An address with these parameters; empty ones are left out. */
export function addressWith(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
  return given.length === 0 ? path : `${path}?${search}`;
}

/** Ways to take an incident along. */
export const TakeMenu: FC<{ i18n: I18n; children?: Child }> = ({ i18n, children }) => (
  <details class="reveal menu no-print">
    <summary>
      <Icon name="down" />
      {i18n.t.cases.take}
    </summary>
    <ul>
      <li>
        <button type="button" class="bare" data-print>
          <Icon name="print" />
          {i18n.t.cases.print}
        </button>
      </li>
      {children}
    </ul>
  </details>
);
