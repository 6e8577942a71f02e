import { iso } from '../platform/iso.ts';
import type { CheckedHistory } from '../workshop/backtest/check-history.ts';
import { moment } from '../workshop/backtest/sections.ts';
import type { CliContext } from './context.ts';

/** Writes what `--check` found. Exit 1 when the replay differs from what really fired. */
export function reportCheck(
  checked: CheckedHistory,
  asJson: boolean,
  { print, fail }: Pick<CliContext, 'print' | 'fail'>,
): void {
  const { from, until, live, replayed, found } = checked;
  const differences = found.filter(({ explained }) => !explained).length;
  if (asJson) {
    const withTime = found.map(({ at, ...rest }) => ({ ...rest, at: iso(at) }));
    const same = differences === 0;
    print(
      JSON.stringify({ from: iso(from), until: iso(until), live, replayed, same, found: withTime }, null, 2),
    );
  } else {
    print(
      `${moment(from)} to ${moment(until)} UTC: ${live} firings on record, ${replayed} in the replay, ${differences} differences.`,
    );
    for (const { agent, rule, at, detail, explained } of found)
      print(`${explained ? 'explained ' : 'DIFFERENCE'}  ${moment(at)}  ${agent}/${rule}: ${detail}`);
  }
  if (differences > 0) fail('The replay differs from what really fired.');
}
