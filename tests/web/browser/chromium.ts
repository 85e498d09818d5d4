// The Chromium of the tests: one for all files that a process of Vitest runs one after another, as its
// start takes longer than most tests. It ends with the process.
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';

let browser: Promise<Browser> | undefined;

/**
 * Pages of one context and one host share a process, as far as they may: what one of them has compiled
 * of a WebAssembly module, the next one has at once.
 */
export function sharedChromium(): Promise<Browser> {
  browser ??= launchChromium(['--process-per-site']);
  return browser;
}
