import type { FC } from 'hono/jsx';
import { SelectField } from '../components/list.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { RegisterView } from './register-view.ts';
import { kindChoices } from './register-words.ts';

/** The filters above the register, kept in its address. */
export const RegisterFilters: FC<{ view: RegisterView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.register.fields;
  const { filter, set } = view;
  const agents = [...set.agents.values()].map(({ agent, name }) => ({ value: agent, label: name }));
  const people = [...set.people.values()].map(({ id, name }) => ({ value: `person:${id}`, label: name }));
  const day = (name: 'from' | 'until') => (
    <div class="field">
      <label for={`filter-${name}`}>{words[name]}</label>
      <input id={`filter-${name}`} type="date" name={name} value={filter[name]} />
    </div>
  );
  return (
    <search>
      <form
        class="filters register-filters"
        method="get"
        action="/register"
        hx-get="/register"
        hx-trigger="change, submit"
        hx-target="#entries"
        hx-select="#entries"
        hx-swap="outerHTML"
        hx-push-url="true"
      >
        <SelectField
          name="agent"
          label={words.agent}
          choices={[{ value: '', label: words.anyAgent }, ...agents]}
          value={filter.agent}
        />
        <SelectField
          name="kind"
          label={words.kind}
          choices={[{ value: '', label: words.anyKind }, ...kindChoices(i18n)]}
          value={filter.kind}
        />
        <SelectField
          name="actor"
          label={words.person}
          choices={[
            { value: '', label: words.anybody },
            { value: 'engine', label: i18n.t.common.engine },
            ...people,
          ]}
          value={filter.actor}
        />
        {day('from')}
        {day('until')}
        <button class="plain no-script" type="submit">
          {i18n.t.common.filter}
        </button>
      </form>
    </search>
  );
};
