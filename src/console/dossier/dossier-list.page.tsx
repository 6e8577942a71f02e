import type { FC } from 'hono/jsx';
import type { Comment, Dossier, Exhibit } from '../../incidents/dossier/exhibit.ts';
import { piecesOf } from '../../incidents/dossier/mentions.ts';
import { dossierPath } from '../../incidents/dossier/paths.ts';
import type { Subject } from '../../incidents/dossier/subject.ts';
import { Time } from '../components/parts.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import {
  commentText,
  type DossierView,
  dossierOn,
  exhibitName,
  sizeText,
  subjectName,
  withdrawnText,
} from './dossier-view.ts';

type Props = { view: DossierView; i18n: I18n };

/** The piece of a page with a dossier's evidence and comments. */
export function dossierListId({ kind, id }: Subject): string {
  return `dossier-${kind}-${id}`;
}

/** Evidence and comments as they stand, the oldest first. */
export const DossierList: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.dossier;
  const { exhibits, comments } = view.dossier;
  return (
    <div id={dossierListId(view.on)} class="dossier">
      <section aria-label={words.evidence}>
        <h3>{words.evidence}</h3>
        {exhibits.length === 0 ? <p class="muted">{words.noEvidence}</p> : null}
        <ul class="dated">
          {exhibits.map((exhibit) => (
            <li id={`evidence-${exhibit.id}`}>
              <Piece exhibit={exhibit} view={view} i18n={i18n} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={words.comments}>
        <h3>{words.comments}</h3>
        {comments.length === 0 ? <p class="muted">{words.noComment}</p> : null}
        <ul class="dated">
          {comments.map((comment) => (
            <li id={`comment-${comment.id}`}>
              <Said comment={comment} view={view} i18n={i18n} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
};

const Piece: FC<Props & { exhibit: Exhibit }> = ({ exhibit, view, i18n }) => {
  const words = i18n.t.dossier;
  const { id, content, added, withdrawn } = exhibit;
  const name = exhibitName(exhibit, i18n);
  const href = content.form === 'file' ? `/dossier/evidence/${id}/file` : content.url;
  const gone = withdrawn?.isErased === true;
  return (
    <>
      <span class="dossier-name">
        {gone || href === undefined ? (
          <span class="muted">{name}</span>
        ) : content.form === 'file' ? (
          <a href={href} download>
            {name}
          </a>
        ) : (
          <a href={href} rel="noreferrer noopener nofollow" target="_blank">
            {name}
          </a>
        )}
        {content.form === 'file' ? <span class="small muted"> {sizeText(content.bytes, i18n)}</span> : null}
      </span>
      <span class="small muted block">
        <Time at={added.at} i18n={i18n} /> {i18n.t.common.by(nameOf(added.by, view.set, i18n))} ·{' '}
        <span title={content.sha256}>
          {words.hash} <code>{content.sha256.slice(0, 12)}</code>
        </span>
      </span>
      {withdrawn === undefined ? null : (
        <p class="small late prose">{withdrawnText(exhibit, view.set, i18n)}</p>
      )}
      <div class="dossier-steps no-print">
        {view.may.write && withdrawn === undefined ? (
          <ReasonForm
            action={`/dossier/evidence/${id}/withdraw`}
            field={`withdraw-${id}`}
            label={words.withdraw}
            hint={words.withdrawHint}
            of={name}
            i18n={i18n}
          />
        ) : null}
        {view.may.erase && !gone ? (
          <ReasonForm
            action={`/dossier/evidence/${id}/erase`}
            field={`erase-${id}`}
            label={words.erase}
            hint={words.eraseHint}
            of={name}
            i18n={i18n}
          />
        ) : null}
      </div>
    </>
  );
};

const Said: FC<Props & { comment: Comment }> = ({ comment, view, i18n }) => {
  const { id, said, text } = comment;
  const words = i18n.t.dossier;
  return (
    <>
      <strong>{nameOf(said.by, view.set, i18n)}</strong>{' '}
      <span class="small muted">
        <Time at={said.at} i18n={i18n} />
      </span>
      {text === undefined ? (
        <p class="small late prose">{commentText(comment, view.set, i18n)}</p>
      ) : (
        <p class="prose said">
          <Words text={text} view={view} i18n={i18n} />
        </p>
      )}
      {view.may.erase && text !== undefined ? (
        <ReasonForm
          action={`/dossier/comments/${id}/erase`}
          field={`erase-${id}`}
          label={words.erase}
          hint={words.eraseCommentHint}
          of={nameOf(said.by, view.set, i18n)}
          i18n={i18n}
        />
      ) : null}
    </>
  );
};

/** A text as it was written, with links and people to be seen as such. */
const Words: FC<Props & { text: string }> = ({ text, view, i18n }) => (
  <>
    {piecesOf(text, view.set.people).map((piece) => {
      switch (piece.kind) {
        case 'link':
          return (
            <a href={piece.url} rel="noreferrer noopener nofollow" target="_blank">
              {piece.url}
            </a>
          );
        case 'person':
          return <span class="mention">@{nameOf(piece.person, view.set, i18n)}</span>;
        case 'text':
        case 'unknown':
          return piece.text;
        default:
          return piece satisfies never;
      }
    })}
  </>
);

type ReasonProps = {
  action: string;
  field: string;
  label: string;
  hint: string;
  /** The thing that it is about: the same word stands on every line. */
  of: string;
  i18n: I18n;
};

/** A step that needs a reason. */
const ReasonForm: FC<ReasonProps> = ({ action, field, label, hint, of, i18n }) => (
  <details class="reveal compact no-print" id={`open-${field}`}>
    <summary aria-label={`${label}, ${of}`}>{label}</summary>
    <form method="post" action={action} class="stack" data-editing>
      <div class="field">
        <label for={field}>{i18n.t.common.reason}</label>
        <input id={field} name="reason" maxlength={1_000} required aria-describedby={`${field}-hint`} />
        <span class="hint" id={`${field}-hint`}>
          {hint}
        </span>
      </div>
      <div class="actions">
        <button type="submit" class="plain">
          {label}
        </button>
      </div>
    </form>
  </details>
);

/** The way to the dossier of a part of a plan, with how much there is in it. */
export const DossierLink: FC<{ on: Subject; dossier: Dossier; i18n: I18n }> = ({ on, dossier, i18n }) => {
  const words = i18n.t.dossier;
  const { exhibits, comments } = dossierOn(dossier, on);
  const standing = exhibits.filter(({ withdrawn }) => withdrawn === undefined).length;
  const isEmpty = exhibits.length === 0 && comments.length === 0;
  const label = isEmpty ? words.add : words.count(standing, comments.length);
  // Whoever speaks to the page says what they see: the name begins with that.
  return (
    <a
      class="button bare small"
      href={dossierPath(on)}
      aria-label={`${label}, ${words.titleOf(subjectName(on, i18n))}`}
    >
      {label}
    </a>
  );
};
