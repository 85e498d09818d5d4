// The time that tasks of the page's own process took of a processor: other work on the machine makes a
// task long by the clock, but not by this.
import type { CDPSession, Page } from 'playwright-core';

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

/** Of what the pages do while `act` runs. Throws where the trace lacks a part of it. */
export async function ownTime(page: Page, act: () => Promise<unknown>): Promise<OwnTime> {
  const session = await page.context().newCDPSession(page);
  try {
    await untilTraced(session, page);
    return readTrace(
      await trace(session, async () => {
        await mark(page, BEGIN);
        await act();
        await mark(page, END);
      }),
    );
  } finally {
    await session.detach();
  }
}

interface Trace {
  events: readonly TraceEvent[];
  /** The browser says that there were more. */
  isCut: boolean;
}

async function trace(session: CDPSession, act: () => Promise<unknown>): Promise<Trace> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }) => events.push(...(value as TraceEvent[]));
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'blink.user_timing', '__metadata'] },
  });
  const complete = new Promise<boolean>((resolve) =>
    session.once('Tracing.tracingComplete', ({ dataLossOccurred }) => resolve(dataLossOccurred)),
  );
  try {
    await act();
  } finally {
    await session.send('Tracing.end');
    await complete;
    session.off('Tracing.dataCollected', collect);
  }
  return { events, isCut: await complete };
}

/** Marks around what is measured: a trace that has both was there from its begin to its end. */
const BEGIN = 'what is measured begins';
const END = 'what is measured ends';

const mark = (page: Page, name: string) =>
  page.evaluate((name) => void performance.mark(name), name);

const has = ({ events }: Trace, mark: string) => events.some(({ name }) => name === mark);

/** A process that has just begun may join a trace late: then there is nothing of it in this one. */
const MOST_TRIES = 20;

/** Waits until the page's process takes part in traces. */
async function untilTraced(session: CDPSession, page: Page): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; ++tries) {
    if (has(await trace(session, () => mark(page, BEGIN)), BEGIN)) return;
  }
  throw new Error('the page takes no part in traces');
}

/** The longest task alone. */
export async function longestOwnTask(page: Page, act: () => Promise<unknown>): Promise<number> {
  return (await ownTime(page, act)).longest;
}

const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;

function readTrace(traced: Trace): OwnTime {
  const { events, isCut } = traced;
  for (const mark of [BEGIN, END]) {
    if (!has(traced, mark)) throw new Error(`the trace says nothing: it lacks the mark “${mark}”`);
  }
  if (isCut) throw new Error('the trace says nothing: the browser lost some of its events');
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
 * In a page: a task of at least so many milliseconds of a processor. By the clock, a task may be mostly
 * waiting for one.
 */
export function workALot(milliseconds: number): Promise<number> {
  return new Promise((resolve) => {
    setTimeout(() => {
      let sum = 0;
      // A step waits for a sum, its square root and another sum: 20 cycles, and 4 ns at 5 GHz.
      for (let step = 0; step < milliseconds * 250_000; ++step) sum += Math.sqrt(step + sum);
      resolve(sum);
    });
  });
}
