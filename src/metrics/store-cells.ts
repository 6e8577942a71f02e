/** Of metrics that live in a store so many steps make one cell: a minute of ten seconds. */
const stepsPerChart = 6;

/** The width of the cells of metrics that live in a store. */
export function chartStepMs(stepMs: number): number {
  return stepsPerChart * stepMs;
}
