/** Thrown inside a transaction of a process that is no longer the evaluator: nothing of it is kept. */
export class FencedError extends Error {
  override readonly name = 'FencedError';

  constructor(epoch: number) {
    super(`the evaluator lease has moved on from epoch ${epoch}: nothing was written`);
  }
}
