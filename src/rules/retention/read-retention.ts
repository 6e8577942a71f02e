import type { Language } from '../../language/language.ts';
import { defined } from '../../platform/defined.ts';
import { checkWritten } from '../files/house-languages.ts';
import { readNamed } from '../files/known.ts';
import { readWith } from '../files/schema-check.ts';
import { Id } from '../files/schemas/parts.ts';
import { RetentionEntry, RetentionSettings } from '../files/schemas/retention-file.ts';
import { type Place, under } from '../files/source.ts';
import type { RetentionRules } from './retention.ts';

const schemas = { name: Id, entry: RetentionEntry };

/** How long it is kept who read what, where that is not said. */
const usualReadLog = { unit: 'years', count: 1 } as const;

/** The retention of retention.yaml; nothing where there is no such file, or it is no YAML. */
export function readRetention(
  file: Place | undefined,
  house: readonly Language[],
): RetentionRules | undefined {
  if (file === undefined) return undefined;
  const settings = readWith(RetentionSettings, file);
  const known = readNamed(
    file,
    'categories',
    schemas,
    (id, { must_keep: mustKeep, ...entry }, place) => {
      for (const key of ['name', 'purpose', 'basis']) checkWritten(under(place, key), house);
      return { id, ...entry, mustKeep };
    },
    Object.keys(RetentionSettings.shape),
  );
  const categories = [...known.good.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1));
  return defined({
    categories,
    timezone: settings?.timezone,
    readLog: settings?.read_log ?? usualReadLog,
  });
}
