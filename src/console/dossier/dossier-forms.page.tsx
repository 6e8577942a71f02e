import type { FC } from 'hono/jsx';
import { takenEndings } from '../../incidents/dossier/file-type.ts';
import { dossierPath } from '../../incidents/dossier/paths.ts';
import { Field } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import { DossierList } from './dossier-list.page.tsx';
import { type DossierView, sizeText } from './dossier-view.ts';

/** The fields as they were typed before they were refused. */
export type DossierTyped = Readonly<Partial<Record<'url' | 'title' | 'text', string>>>;

type Props = {
  view: DossierView;
  i18n: I18n;
  typed?: DossierTyped | undefined;
  /** Whether the page is about nothing else: then it has said so, and one may write at once. */
  alone?: boolean;
};

/** Evidence and comments on a subject, with the forms to add to them. */
export const DossierCard: FC<Props> = (props) => {
  const { view, i18n } = props;
  return (
    <section class="card stack" aria-labelledby="dossier">
      <h2 id="dossier" class={props.alone ? 'visually-hidden' : undefined}>
        {i18n.t.dossier.title}
      </h2>
      <DossierList view={view} i18n={i18n} />
      <DossierForms {...props} />
    </section>
  );
};

/** The three forms; open is the one that was refused. */
export const DossierForms: FC<Props> = ({ view, i18n, typed = {}, alone }) =>
  view.may.write ? (
    <div class="dossier-forms no-print">
      <FileForm view={view} i18n={i18n} />
      <LinkForm view={view} i18n={i18n} typed={typed} />
      <CommentForm view={view} i18n={i18n} typed={typed} alone={alone ?? false} />
    </div>
  ) : null;

const FileForm: FC<Props> = ({ view: { on, maxBytes }, i18n }) => {
  const words = i18n.t.dossier;
  const size = sizeText(maxBytes, i18n);
  return (
    <details class="reveal">
      <summary>{words.attach}</summary>
      <form
        method="post"
        action={`${dossierPath(on)}/evidence`}
        enctype="multipart/form-data"
        class="stack drop"
        data-drop
      >
        <Field
          id="evidence-file"
          label={words.file}
          hint={words.fileHint(size)}
          control={({ autofocus: _, ...tie }) => (
            <input
              {...tie}
              type="file"
              name="file"
              required
              accept={takenEndings.map((ending) => `.${ending}`).join(',')}
              data-max={String(maxBytes)}
              data-too-large={words.fileTooLarge(size)}
            />
          )}
        />
        <div class="actions">
          <button type="submit">{words.attachNow}</button>
        </div>
      </form>
    </details>
  );
};

const LinkForm: FC<Props> = ({ view: { on }, i18n, typed = {} }) => {
  const words = i18n.t.dossier;
  return (
    <details class="reveal" open={typed.url !== undefined}>
      <summary>{words.link}</summary>
      <form method="post" action={`${dossierPath(on)}/links`} class="stack">
        <Field
          id="evidence-url"
          label={words.url}
          control={({ autofocus: _, ...tie }) => (
            <input
              {...tie}
              type="url"
              name="url"
              placeholder="https://"
              pattern="https?://.+"
              maxlength={2_000}
              value={typed.url}
              required
            />
          )}
        />
        <Field
          id="evidence-title"
          label={words.linkTitle}
          control={({ autofocus: _, ...tie }) => (
            <input {...tie} name="title" maxlength={200} value={typed.title} required />
          )}
        />
        <div class="actions">
          <button type="submit">{words.linkNow}</button>
        </div>
      </form>
    </details>
  );
};

const CommentForm: FC<Props> = ({ view: { on, set }, i18n, typed = {}, alone = false }) => {
  const words = i18n.t.dossier;
  const [example = 'lea'] = set.people.keys();
  return (
    <details class="reveal" open={alone || typed.text !== undefined}>
      <summary>{words.comment}</summary>
      <form method="post" action={`${dossierPath(on)}/comments`} class="stack">
        <Field
          id="comment-text"
          label={words.commentText}
          hint={words.commentHint(`@${example}`)}
          control={({ autofocus: _, ...tie }) => (
            <textarea {...tie} name="text" rows={3} maxlength={4_000} required>
              {typed.text ?? ''}
            </textarea>
          )}
        />
        <div class="actions">
          <button type="submit">{words.commentNow}</button>
        </div>
      </form>
    </details>
  );
};
