// Lets a worker's waiting messages in, now and then.

/** A cancellation is noticed after this long at the latest, beside the time of one reading. */
const PATIENCE_MILLISECONDS = 20;

/** A function to be awaited between two pieces of work. */
export function createPause(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < PATIENCE_MILLISECONDS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
