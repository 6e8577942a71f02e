import type { FC } from 'hono/jsx';
import type { RuleSet } from '../../rules/ruleset.ts';
import { tagsOf } from '../../switches/fleet.ts';
import { type Choice, Options } from '../components/list.page.tsx';
import { Field, Icon } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import { type SilenceForm, scopeValue, silenceSpans } from './silence-form.ts';

/** More agents than this are typed, not chosen. */
const mostChoices = 200;

/** A field of the form whose value is one of those that stand in it. */
const Chosen: FC<{
  name: 'of' | 'rule' | 'span';
  label: string;
  choices: readonly Choice[];
  value: string;
}> = ({ name, label, choices, value }) => (
  <Field
    id={`silence-${name}`}
    label={label}
    control={(tie) => (
      <select {...tie} name={name}>
        <Options choices={choices} value={value} />
      </select>
    )}
  />
);

/** Which rule, for how long, and why. */
export const SetSilence: FC<{ set: RuleSet; form: SilenceForm; i18n: I18n }> = ({ set, form, i18n }) => {
  const words = i18n.t.silences;
  const tags = [...tagsOf(set).keys()].map((tag) => ({
    value: scopeValue({ tag }),
    label: words.tagged(tag),
  }));
  const agents = [...set.agents.values()].map(({ agent, name }) => ({
    value: scopeValue({ agent }),
    label: name,
  }));
  const rules = [...new Set(set.rules.map(({ id }) => id))].map((id) => ({ value: id, label: id }));
  const spans = silenceSpans.map((ms) => ({ value: String(ms), label: i18n.f.duration(ms) }));
  return (
    <section class="card no-print" aria-labelledby="silence-set">
      <h2 id="silence-set">{words.set}</h2>
      <p class="muted">{words.approverHint}</p>
      <form method="post" action="/silences" data-editing>
        <div class="fields">
          {agents.length > mostChoices ? (
            <Field
              id="silence-of"
              label={words.of}
              control={(tie) => <input {...tie} name="of" required value={form.of} maxlength={100} />}
            />
          ) : (
            <Chosen name="of" label={words.of} choices={[...agents, ...tags]} value={form.of} />
          )}
          <Chosen
            name="rule"
            label={words.rule}
            choices={[{ value: '', label: words.allRules }, ...rules]}
            value={form.rule}
          />
          <Chosen name="span" label={words.span} choices={spans} value={form.span} />
          <Field
            id="silence-reason"
            label={words.reason}
            hint={words.reasonHint}
            wide
            control={(tie) => (
              <textarea {...tie} name="reason" required rows={2} maxlength={2000}>
                {form.reason}
              </textarea>
            )}
          />
        </div>
        <div class="actions">
          <button type="submit">
            <Icon name="silent" />
            {words.go}
          </button>
        </div>
      </form>
    </section>
  );
};
