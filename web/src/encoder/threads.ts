// How many threads the encoder gets, and why no more.
import type { ThreadLimit } from '../protocol/messages';

/** More gain little on a model of this size. */
const MOST_THREADS = 4;

export interface Surroundings {
  /** `crossOriginIsolated`: without it threads may not share memory. */
  isolated: boolean;
  /** The browser has SharedArrayBuffer. */
  sharedMemory: boolean;
  /** Of the device; at least 1. */
  cores: number;
  /** More than one thread was tried before and failed. */
  singleThread: boolean;
}

export interface ThreadPlan {
  threads: number;
  threadLimit: ThreadLimit;
}

export function planThreads({
  isolated,
  sharedMemory,
  cores,
  singleThread,
}: Surroundings): ThreadPlan {
  if (singleThread) return { threads: 1, threadLimit: 'start-failed' };
  if (!isolated) return { threads: 1, threadLimit: 'not-isolated' };
  if (!sharedMemory) return { threads: 1, threadLimit: 'no-shared-memory' };
  if (!(cores > 1)) return { threads: 1, threadLimit: 'one-core' };
  return { threads: Math.min(MOST_THREADS, cores), threadLimit: 'none' };
}
