import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long come first, so that no worker is left with one at the end: live, then SQL, then pure. */
export class LongestKindFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => rank(one.moduleId) - rank(other.moduleId));
  }
}

function rank(file: string): number {
  if (file.includes('.live.test.')) return 0;
  return file.includes('.sql.test.') || file.includes('/scenario/') ? 1 : 2;
}
