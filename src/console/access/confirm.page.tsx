import type { FC } from 'hono/jsx';
import type { Caller } from '../../access/roles.ts';
import { Field } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';

/** How somebody proves anew who they are, inside the form that they stand by; nothing where they have. */
export const ConfirmField: FC<{
  proof: Caller['proof'];
  /** The page with the form, to come back to. */
  here: string;
  error?: string | undefined;
  i18n: I18n;
}> = ({ proof, here, error, i18n }) => {
  const words = i18n.t.signIn.confirm;
  if (proof === 'ask_key')
    return (
      <Field
        id="confirm-key"
        label={words.key}
        hint={words.keyHint}
        error={error}
        control={(tie) => (
          <input {...tie} type="password" name="key" autocomplete="current-password" maxlength={200} />
        )}
      />
    );
  if (proof !== 'ask_provider') return null;
  return (
    <div class="field wide">
      <p class="small">{error ?? words.againHint}</p>
      <p>
        <a class="button plain" href={`/sign-in/again?to=${encodeURIComponent(here)}`}>
          {words.again}
        </a>
      </p>
    </div>
  );
};
