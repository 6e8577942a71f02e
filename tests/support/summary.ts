import type { Reporter, TestModule } from 'vitest/node';

/** Closes every run by naming what it skipped, and with one line that counts it: `N passed, N failed, N skipped`. */
export function summaryReporter(): Reporter {
  return {
    onTestRunEnd(modules) {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for (const module of modules) count(module, counts);
      for (const module of modules)
        for (const { fullName } of module.children.allTests('skipped'))
          process.stdout.write(`skipped: ${module.relativeModuleId} > ${fullName}\n`);
      process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    },
  };
}

function count(module: TestModule, counts: { passed: number; failed: number; skipped: number }): void {
  let tests = 0;
  for (const test of module.children.allTests()) {
    tests++;
    const { state } = test.result();
    if (state === 'passed' || state === 'failed' || state === 'skipped') counts[state]++;
    else counts.failed++;
  }
  // A file that could not even be collected is a failure, not nothing.
  if (module.state() === 'failed' && (tests === 0 || module.errors().length > 0)) counts.failed++;
}
