import type { AgainstWords } from './against.fr.ts';

/** The same in English. */
export const en: AgainstWords = {
  times: (factor, value) => `${factor} × ${value}`,
  baseline: (span, ago) => `its value over ${span} (until ${ago} ago)`,
  control: (control) => `that of the variant “${control}”`,
  tested: (value, variant, level) =>
    `${value}${variant === undefined ? '' : ` for “${variant}”`}, beyond chance (at ${level})`,
  burn: (limit, rate, target) => `${limit} (${rate} × what a target of ${target} allows)`,
};
