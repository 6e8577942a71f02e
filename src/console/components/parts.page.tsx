import type { Child, FC } from 'hono/jsx';
import { type Spark as SparkData, sparkHeight, sparkWidth } from '../charts/sparkline.ts';
import type { I18n } from '../words/texts.ts';

/** A meaning with a colour: good, bad, warn, info or quiet. */
export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'quiet';

const icons = {
  check: 'M5 13l4 4L19 7',
  stop: 'M8.2 3h7.6L21 8.2v7.6L15.8 21H8.2L3 15.8V8.2zM9 12h6',
  alert: 'M12 4 2.5 20h19zM12 10v4M12 17v.01',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2',
  silent: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12h8',
  play: 'M7 4.5v15l12-7.5z',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  plus: 'M12 5v14M5 12h14',
  right: 'M5 12h14M13 6l6 6-6 6',
  trend: 'M3 17l6-6 4 4 8-9M15 6h6v6',
  down: 'M12 4v12M6 11l6 6 6-6M4 20h16',
  print: 'M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8v.01',
  pen: 'M3 20c4-1 5-9 8-9s0 7 3 7 3-4 7-5',
  mic: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4M9 21h6',
  grip: 'M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01',
} as const;
/** The name of an icon that pages may show. */
export type IconName = keyof typeof icons;
/** The colour and the drawing of a state. */
export type Look = { readonly tone: Tone; readonly icon: IconName };

/** A small drawing beside a word: never alone, so it is hidden from screen readers. */
export const Icon: FC<{ name: IconName }> = ({ name }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={icons[name]} />
  </svg>
);

/** A state in a word, with its colour and its drawing. */
export const Badge: FC<{ tone: Tone; icon: IconName; children?: Child }> = ({ tone, icon, children }) => (
  <span class={`badge tone-${tone}`}>
    <Icon name={icon} />
    {children}
  </span>
);

/** An instant as people write it, with the exact one for machines and on hover. */
export const Time: FC<{ at: number; i18n: I18n; as?: 'day' | 'date' | 'time' | 'dayTime' | 'exact' }> = ({
  at,
  i18n,
  as = 'dayTime',
}) => (
  <time datetime={new Date(at).toISOString()} title={i18n.f.exact(at)}>
    {i18n.f[as](at)}
  </time>
);

/** The line of the last hour against its threshold; the number beside it says the same in words. */
export const Spark: FC<{ spark: SparkData; tone: Tone }> = ({ spark, tone }) => (
  <svg
    class={`spark tone-${tone}`}
    viewBox={`0 0 ${sparkWidth} ${sparkHeight}`}
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <line x1="0" x2={sparkWidth} y1={spark.thresholdY} y2={spark.thresholdY} />
    <path d={spark.line} />
  </svg>
);

/** Something to tell: what happened, then whatever belongs to it. */
export const Message: FC<{
  tone: Tone;
  title: string;
  id?: string;
  urgent?: boolean;
  /**
   * Whether it answers what somebody has just done: then it is brought into view, with or without scripts.
   */
  focus?: boolean;
  children?: Child;
}> = ({ tone, title, id, urgent = false, focus = false, children }) => (
  <div
    class={`message tone-${tone}`}
    id={id}
    role={urgent ? 'alert' : 'status'}
    tabindex={focus ? -1 : undefined}
    autofocus={focus}
  >
    <Icon name={tone === 'good' ? 'check' : tone === 'info' ? 'info' : 'alert'} />
    <strong>{title}</strong>
    {children}
  </div>
);

/** A name and a value each; entries without a value are left out. */
export const Facts: FC<{ items: readonly { name: string; value: Child | undefined }[] }> = ({ items }) => (
  <dl class="facts">
    {items
      .filter((item) => item.value !== undefined)
      .map((item) => (
        <div>
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
  </dl>
);

/**
 * A labelled control with its hint and its error beside it. `control` gets the attributes that tie them
 * together; the first one with an error is where one goes on.
 */
export const Field: FC<{
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  wide?: boolean;
  control: (tie: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': 'true' | undefined;
    autofocus: boolean;
  }) => Child;
}> = ({ id, label, hint, error, wide = false, control }) => {
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div class={wide ? 'field wide' : 'field'}>
      <label for={id}>{label}</label>
      {control({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? 'true' : undefined,
        autofocus: Boolean(error),
      })}
      {hint ? (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      ) : null}
      {error ? (
        <span class="error" id={`${id}-error`}>
          <Icon name="alert" />
          {error}
        </span>
      ) : null}
    </div>
  );
};
