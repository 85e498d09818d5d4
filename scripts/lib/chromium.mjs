// Debian's Chromium, headless, as scripts/serve --check and the browser tests drive it.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { PATIENCE_MILLISECONDS } from './patience.mjs';

const PROGRAMS = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * @param {readonly string[]} flags beside those that every run needs
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launchChromium(flags = []) {
  const executablePath = PROGRAMS.find((program) => program && existsSync(program));
  if (!executablePath) {
    throw new Error('Chromium is missing: run scripts/setup browser, or set CHROMIUM to its path');
  }
  return chromium.launch({
    executablePath,
    headless: true,
    args: [...FLAGS, ...flags],
    timeout: PATIENCE_MILLISECONDS,
  });
}
