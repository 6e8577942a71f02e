import { longer } from './column.ts';

/** The series that a batch has touched, each once, in the order of first touch. Reused by each batch. */
export type Touched = {
  list: Int32Array;
  count: number;
  /** The batch that last touched a series. */
  mark: Uint32Array;
  batch: number;
};

/** Nothing touched. */
export function createTouched(): Touched {
  return { list: new Int32Array(256), count: 0, mark: new Uint32Array(256), batch: 0 };
}

/** Begins a batch. */
export function beginBatch(touched: Touched): void {
  touched.count = 0;
  touched.batch += 1;
  if (touched.batch < 0xffffffff) return;
  touched.mark.fill(0);
  touched.batch = 1;
}

/** Notes that the batch has changed a series. */
export function touch(touched: Touched, series: number): void {
  if (series >= touched.mark.length)
    touched.mark = longer(Uint32Array, touched.mark, Math.ceil((series + 1) * 1.5));
  if (touched.mark[series] === touched.batch) return;
  touched.mark[series] = touched.batch;
  if (touched.count === touched.list.length)
    touched.list = longer(Int32Array, touched.list, touched.list.length * 2);
  touched.list[touched.count++] = series;
}
