import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import type { ChartSize } from '../charts/chart-svg.ts';

/**
 * The same picture for wide windows and for narrow ones, so that the words in it keep their size without any
 * script.
 */
export const Drawn: FC<{
  wide: ChartSize;
  narrow: ChartSize;
  draw: (size: ChartSize) => string;
}> = ({ wide, narrow, draw }) => (
  <>
    <div class="plot only-wide">{raw(draw(wide))}</div>
    <div class="plot only-narrow">{raw(draw(narrow))}</div>
  </>
);
