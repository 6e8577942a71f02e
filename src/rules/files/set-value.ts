import { defined } from '../../platform/defined.ts';
import { nearestHint } from '../../platform/nearest.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { RuleEntry } from './schemas/agent-file.ts';

/** An edit of one value of one rule, before it is known where the rule stands. */
export type RuleEdit = {
  readonly rule: string;
  /** Needed where several agents have a rule of that id. */
  readonly agent?: string;
  readonly key: string;
  /** The place in a list of conditions, from 0. */
  readonly place?: number;
  readonly value: string;
  /** The value is a quantity that replaces the threshold of the condition, and nothing else of it. */
  readonly thresholdOnly?: boolean;
};

const keys = Object.keys(RuleEntry.shape).filter((key) => key !== 'id');
const target = /^(?:([a-z][a-z0-9_-]*)\/)?([a-z][a-z0-9_-]*)(?:\.([a-z_]+))?(?:\.(\d{1,2}))?$/;

/**
 * Reads what to change: `error-rate` (its threshold), `error-rate.when`, `margaux/error-rate.for`,
 * `error-rate.when.1`. Refuses what is no such name, or a key that rules do not have.
 */
export function readEdit(name: string, value: string): Result<RuleEdit> {
  const match = target.exec(name.trim());
  if (match === null)
    return refusedEdit(
      `"${name}" names no value of a rule; expected rule, rule.key or agent/rule.key, such as error-rate.when.`,
    );
  const [, agent, rule = '', key, place] = match;
  if (key !== undefined && !keys.includes(key)) {
    const hint = nearestHint(key, keys);
    return refusedEdit(`A rule has no key "${key}"; expected one of ${keys.join(', ')}.${hint}`);
  }
  if (value.trim() === '') return refusedEdit(`There is no value for ${name}.`);
  return done(
    defined({
      rule,
      key: key ?? 'when',
      value: value.trim(),
      agent,
      place: place === undefined ? undefined : Number(place),
      thresholdOnly: key === undefined || undefined,
    }),
  );
}

/** The same from one text, as `--set` takes it: `error-rate.when=error_rate > 1.5% over 5m`. */
export function readSetOption(text: string): Result<RuleEdit> {
  const equals = text.indexOf('=');
  if (equals === -1) return refusedEdit(`"${text}" has no =; expected rule.key=value.`);
  return readEdit(text.slice(0, equals), text.slice(equals + 1));
}

const conditionShape = /^(\s*\S+\s+(?:>=|<=|==|!=|>|<)\s*)(.*?)(\s+(?:over|for)\s.*)?$/;

/** A condition with another threshold and the rest of its text as it was; `undefined` if it is none. */
export function withThreshold(condition: string, quantity: string): string | undefined {
  const match = conditionShape.exec(condition);
  return match === null ? undefined : `${match[1]}${quantity}${match[3] ?? ''}`;
}

/** A refusal of an edit that cannot be read or carried out. */
export function refusedEdit(detail: string) {
  return refused({ kind: 'invalid', code: 'bad_edit', detail });
}
