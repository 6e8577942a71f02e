import type { FC } from 'hono/jsx';
import { type Choice, Options } from '../components/list.page.tsx';
import { Field } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';

/** Which of many agents, and why: the same to stop them and to let them run. */
export const FleetFields: FC<{
  /** The ids of its fields begin with it. */
  of: 'fleet' | 'resume';
  choices: readonly Choice[];
  form: { readonly of: string; readonly reason: string };
  hint: string;
  i18n: I18n;
}> = ({ of, choices, form, hint, i18n }) => (
  <div class="fields">
    <Field
      id={`${of}-of`}
      label={i18n.t.fleet.which}
      wide
      control={(tie) => (
        <select {...tie} name="of">
          <Options choices={choices} value={form.of} />
        </select>
      )}
    />
    <Field
      id={`${of}-reason`}
      label={i18n.t.common.reason}
      hint={hint}
      wide
      control={(tie) => (
        <textarea {...tie} name="reason" required rows={3} maxlength={2000}>
          {form.reason}
        </textarea>
      )}
    />
  </div>
);
