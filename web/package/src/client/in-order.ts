// Works ahead of the consumer, by a bounded number of items, and gives results in input order.

export interface InOrderOptions {
  /** Items whose results have not been consumed, at most. */
  lookAhead: number;
  /** Whichever is aborted first ends it with its reason. */
  signals: readonly AbortSignal[];
}

async function* each<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

/** Rejects with the reason of `signal` once that is aborted; never resolves. */
function whenAborted(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  return aborted;
}

/**
 * The first error, of an item, of the input or of a signal, ends it after the results before.
 * However it ends, the input is closed and the signal that `work` was given is aborted.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  { lookAhead, signals }: InOrderOptions,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Result, void, void> {
  const input = each(items);
  const ended = new AbortController();
  const aborted = whenAborted(ended.signal);
  const onAbort = ({ target }: Event) => ended.abort((target as AbortSignal).reason);
  const started: Promise<Result>[] = [];
  let reading: Promise<void> | undefined;
  let exhausted = false;

  const add = (result: Promise<Result>) => {
    // Told when its turn comes; until then it is not unhandled.
    result.catch(() => undefined);
    started.push(result);
  };
  /** One item at a time, and none while enough are started. */
  const read = () => {
    if (reading || exhausted || started.length >= lookAhead || ended.signal.aborted) return;
    reading = input.next().then(
      ({ done, value }) => {
        reading = undefined;
        if (done) exhausted = true;
        else if (!ended.signal.aborted) add(work(value as Item, ended.signal));
        read();
      },
      (error: unknown) => {
        reading = undefined;
        exhausted = true;
        add(Promise.reject(error as Error));
      },
    );
  };

  for (const signal of signals) {
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) ended.abort(signal.reason);
  }
  try {
    for (;;) {
      read();
      while (started.length === 0 && reading) await Promise.race([reading, aborted]);
      const oldest = started[0];
      if (!oldest) break;
      const result = await Promise.race([oldest, aborted]);
      started.shift();
      read();
      yield result;
    }
    ended.signal.throwIfAborted();
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', onAbort);
    ended.abort();
    // A source that waits for its next item closes when that has come: not waited for.
    void input.return(undefined).catch(() => undefined);
  }
}
