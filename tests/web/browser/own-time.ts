// The time that tasks of the page's own process took of a processor: other work on the machine makes a
// task long by the clock, but not by this.
import type { Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds by the clock: when it began, and how long it took. */
  ts: number;
  dur?: number;
  /** Microseconds of processor time. */
  tdur?: number;
  args?: { name?: string };
}

export interface OwnTime {
  /** The longest task of a page's main thread, in milliseconds. */
  longest: number;
  /**
   * Milliseconds that all threads of the page's process worked, workers and the browser's helpers among
   * them, up to the first `performance.mark` of this name. As if none of it were done at the same time.
   */
  until(mark: string): number;
}

/** Of what the pages do while `act` runs. Throws where no task was seen. */
export async function ownTime(page: Page, act: () => Promise<unknown>): Promise<OwnTime> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) =>
    events.push(...(value as unknown as TraceEvent[])),
  );
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'blink.user_timing', '__metadata'] },
  });
  const complete = new Promise<void>((resolve) =>
    session.once('Tracing.tracingComplete', () => resolve()),
  );
  try {
    await act();
  } finally {
    await session.send('Tracing.end');
    await complete;
    await session.detach();
  }
  return readTrace(events);
}

/** The longest task alone. */
export async function longestOwnTask(page: Page, act: () => Promise<unknown>): Promise<number> {
  return (await ownTime(page, act)).longest;
}

const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;

function readTrace(events: readonly TraceEvent[]): OwnTime {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(threadOf),
  );
  const tasks = outermost(events.filter(({ ph }) => ph === 'X'));
  const sum = (some: readonly TraceEvent[]) =>
    some.reduce((total, { tdur = 0 }) => total + tdur / 1000, 0);
  const ofMain = tasks.filter((task) => main.has(threadOf(task)));
  if (ofMain.length === 0) throw new Error('no task of a page was traced');
  return {
    longest: ofMain.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0),
    until(mark) {
      const marks = events.filter(({ name }) => name === mark).sort((a, b) => a.ts - b.ts);
      const [first] = marks;
      if (!first) throw new Error(`no mark ${mark} was traced`);
      return sum(tasks.filter(({ pid, ts }) => pid === first.pid && ts <= first.ts));
    },
  };
}

/** Without the tasks that run within another one of their thread. */
function outermost(tasks: readonly TraceEvent[]): TraceEvent[] {
  const ends = new Map<string, number>();
  return [...tasks]
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    .filter((task) => {
      const thread = threadOf(task);
      if (task.ts < (ends.get(thread) ?? 0)) return false;
      ends.set(thread, task.ts + (task.dur ?? 0));
      return true;
    });
}

/**
 * In a page: a task of at least a nanosecond of a processor a step. By the clock, a task may be mostly
 * waiting for one.
 */
export function workALot(steps: number): Promise<number> {
  return new Promise((resolve) => {
    setTimeout(() => {
      let sum = 0;
      for (let step = 0; step < steps; ++step) sum += Math.sqrt(step + sum);
      resolve(sum);
    });
  });
}
