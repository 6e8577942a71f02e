import type { WindowSpec } from '../metrics/window.ts';

/** `>` and `>=` alarm on high values, `<` and `<=` on low ones; `==` and `!=` on neither. */
export type Operator = '>' | '>=' | '<' | '<=' | '==' | '!=';

/** `error_rate > 2% over 5m for 24h`, parsed: what is compared, over which window, and for how long it must hold. */
export type Condition = {
  readonly metric: string;
  readonly operator: Operator;
  /** In the metric's unit: 2% is 0.02, 15m is 900. */
  readonly threshold: number;
  /** Absent for `age` metrics, which look at the last sample however old it is. */
  readonly window?: WindowSpec;
  /** Only a criterion's text may carry it; a rule gives its hold under `for:`. */
  readonly holdMs?: number;
  /** As it was written, with single spaces. */
  readonly text: string;
};
