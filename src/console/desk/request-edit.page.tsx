import type { FC } from 'hono/jsx';
import { localTimeText } from '../../language/local-time.ts';
import { priorities } from '../../rules/desk/desk.ts';
import { Options } from '../components/list.page.tsx';
import type { I18n } from '../words/texts.ts';
import { fieldName, kindName } from './looks.ts';
import type { RequestView } from './request-view.ts';

type Props = {
  view: RequestView;
  /** The form as it was sent, where it was not taken. */
  typed: Readonly<Record<string, string>>;
  i18n: I18n;
};

/** A line, with what it said when the form was drawn: only what is different is changed. */
const Line: FC<{
  name: string;
  label: string;
  value: string;
  typed: Props['typed'];
  most?: number;
  type?: 'text' | 'datetime-local';
}> = ({ name, label, value, typed, most = 300, type = 'text' }) => (
  <div class="field">
    <label for={`edit-${name}`}>{label}</label>
    <input type="hidden" name={`was.${name}`} value={value} />
    <input
      id={`edit-${name}`}
      type={type}
      name={name}
      value={typed[name] ?? value}
      maxlength={type === 'text' ? most : undefined}
      autocomplete="off"
    />
  </div>
);

/** A choice, with what was chosen when the form was drawn. */
const Choice: FC<{
  name: string;
  label: string;
  value: string;
  choices: readonly { readonly value: string; readonly label: string }[];
  typed: Props['typed'];
}> = ({ name, label, value, choices, typed }) => (
  <div class="field">
    <label for={`edit-${name}`}>{label}</label>
    <input type="hidden" name={`was.${name}`} value={value} />
    <select id={`edit-${name}`} name={name}>
      <Options choices={choices} value={typed[name] ?? value} />
    </select>
  </div>
);

/** Everything that can be corrected about a request. */
export const EditForm: FC<Props> = ({ view, typed, i18n }) => {
  const { file, rules, set } = view;
  const { request, customer } = file;
  const { t } = i18n;
  const words = t.desk.entry;
  const line = { typed };
  const kinds = [...rules.kinds.map(({ id }) => id), 'other'];
  const dueAt = request.next?.dueAt;
  return (
    <>
      <Line {...line} name="subject" label={words.subject} value={file.subject ?? ''} />
      <Choice
        {...line}
        name="kind"
        label={words.kind}
        value={request.kind}
        choices={kinds.map((value) => ({ value, label: kindName(value, rules, i18n) }))}
      />
      <Choice
        {...line}
        name="priority"
        label={words.priority}
        value={request.priority}
        choices={priorities.map((value) => ({ value, label: t.desk.priorities[value] }))}
      />
      <Line {...line} name="name" label={words.name} value={customer.name ?? ''} most={200} />
      <Line {...line} name="phone" label={words.phone} value={customer.phones[0] ?? ''} most={60} />
      <Line {...line} name="email" label={words.address} value={customer.emails[0] ?? ''} most={254} />
      {rules.fields.map(({ id }) => (
        <Line
          {...line}
          name={`field.${id}`}
          label={fieldName(id, rules, i18n)}
          value={file.fields[id] ?? ''}
          most={500}
        />
      ))}
      <Choice
        {...line}
        name="agent"
        label={t.desk.acts.agent}
        value={request.agent ?? ''}
        choices={[
          { value: '', label: t.desk.acts.noAgent },
          ...[...set.agents.values()].map(({ agent, name }) => ({ value: agent, label: name })),
        ]}
      />
      <Line {...line} name="step" label={t.desk.contact.next} value={file.nextStep ?? ''} most={500} />
      <Line
        {...line}
        name="due"
        label={t.desk.contact.due}
        value={dueAt === undefined ? '' : localTimeText(dueAt, rules.timezone)}
        type="datetime-local"
      />
    </>
  );
};
