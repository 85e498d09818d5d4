// How long tests wait. Guards against waiting for ever, not claims: they hold on a machine that is ten times
// slower than ours, or as busy. What is awaited is told before a test's own time is over.

/** For one state of a page, or for a program to start or to end. */
export const PATIENCE_MILLISECONDS = 150_000;

/** For a whole test, or what is done before and after it. */
export const TEST_MILLISECONDS = 4 * PATIENCE_MILLISECONDS;
