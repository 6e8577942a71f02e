import type { Child, FC } from 'hono/jsx';
import type { I18n } from '../words/texts.ts';
import { Icon } from './parts.page.tsx';

/** One of several values to choose from. */
export type Choice = { readonly value: string; readonly label: string };

/** The filters above a list, kept in its address. They work without scripts; with them a change is enough. */
export const FilterForm: FC<{
  address: string;
  /** The id of the list. */
  target: string;
  trigger?: string;
  class?: string;
  i18n: I18n;
  children?: Child;
}> = ({ address, target, trigger = 'change, submit', class: look = 'filters', i18n, children }) => (
  <search>
    <form
      class={look}
      method="get"
      action={address}
      hx-get={address}
      hx-trigger={trigger}
      hx-target={`#${target}`}
      hx-select={`#${target}`}
      hx-swap="outerHTML"
      hx-push-url="true"
    >
      {children}
      <button class="plain no-script" type="submit">
        {i18n.t.common.filter}
      </button>
    </form>
  </search>
);

/** The search field of a list, which follows while one types where its form is triggered by `typing`. */
export const SearchField: FC<{ label: string; hint: string; value: string }> = ({ label, hint, value }) => (
  <div class="field">
    <label for="search">{label}</label>
    <input id="search" type="search" name="q" value={value} placeholder={hint} autocomplete="off" />
  </div>
);

/** The trigger of a form with a search field. */
export const typing = 'input changed delay:200ms from:#search, change, submit';

/** A labelled choice of a filter. */
export const SelectField: FC<{
  name: string;
  label: string;
  choices: readonly Choice[];
  value: string;
}> = ({ name, label, choices, value }) => (
  <div class="field">
    <label for={`filter-${name}`}>{label}</label>
    <select id={`filter-${name}`} name={name}>
      <Options choices={choices} value={value} />
    </select>
  </div>
);

/** The options of a selection. */
export const Options: FC<{ choices: readonly Choice[]; value: string | undefined }> = ({
  choices,
  value,
}) => (
  <>
    {choices.map((choice) => (
      <option value={choice.value} selected={choice.value === value}>
        {choice.label}
      </option>
    ))}
  </>
);

/** A choice that is all in sight. */
export const RadioChips: FC<{
  name: string;
  choices: readonly { readonly value: string; readonly label: Child }[];
  value: string;
}> = ({ name, choices, value }) => (
  <>
    {choices.map((choice) => (
      <label class="chip">
        <input type="radio" name={name} value={choice.value} checked={choice.value === value} />
        <span>{choice.label}</span>
      </label>
    ))}
  </>
);

/** A choice of addresses; the value of the present one is marked. */
export const LinkChips: FC<{
  label: string;
  choices: readonly (Choice & { readonly href: string })[];
  value: string;
}> = ({ label, choices, value }) => (
  <nav class="chips" aria-label={label}>
    {choices.map((choice) => (
      <a class="chip" href={choice.href} aria-current={choice.value === value ? 'true' : undefined}>
        <span>{choice.label}</span>
      </a>
    ))}
  </nav>
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

/** The way to the page before and the next, of a list whose pages are counted. */
export const Pages: FC<{
  page: number;
  pages: number;
  address: (page: number) => string;
  i18n: I18n;
}> = ({ page, pages, address, i18n }) =>
  pages === 1 ? null : (
    <nav class="pager no-print" aria-label={i18n.t.cases.pages}>
      {page === 1 ? <span /> : <a href={address(page - 1)}>← {i18n.t.common.previous}</a>}
      <span class="muted small">{i18n.t.common.pageOf(i18n.f.number(page), i18n.f.number(pages))}</span>
      {page === pages ? <span /> : <a href={address(page + 1)}>{i18n.t.common.next} →</a>}
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

/** Ways to take an incident or a plan along: on paper, or as a file. */
export const TakeMenu: FC<{ address: string; i18n: I18n }> = ({ address, i18n: { t } }) => (
  <details class="reveal menu no-print">
    <summary>
      <Icon name="down" />
      {t.common.take}
    </summary>
    <ul>
      <li>
        <button type="button" class="bare" data-print>
          <Icon name="print" />
          {t.common.print}
        </button>
      </li>
      {Object.entries(t.common.formats).map(([format, name]) => (
        <li>
          <a href={`${address}.${format}`} download>
            {name}
          </a>
        </li>
      ))}
    </ul>
  </details>
);

/** Where the form of what a page shows is put when it is printed (assets/paper.js). */
export const OnPaper: FC<{ address: string }> = ({ address }) => (
  <div class="paper" data-paper={`${address}/paper`} />
);
