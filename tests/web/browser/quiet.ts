// Whether a time by the clock says anything: what else the machine did while it was taken.
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

/** Of USER_HZ, which Linux fixes for programs. */
const TICK_MILLISECONDS = 10;

/** Others may use up to this much of one core. */
const MOST_OF_OTHERS = 0.1;

/** Of all processors, without waiting for nothing or for a disk; what other guests of a host took counts. */
function machineMilliseconds(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * TICK_MILLISECONDS;
}

/** Of the processes of the browser and of this one. */
async function ownMilliseconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const { user, system } = process.cpuUsage();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0) + (user + system) / 1000;
}

/** Runs `act`; whether the machine had next to nothing else to do. */
export async function isQuietDuring(
  browser: Browser,
  act: () => Promise<unknown>,
): Promise<boolean> {
  const start = performance.now();
  const before = machineMilliseconds() - (await ownMilliseconds(browser));
  await act();
  const others = machineMilliseconds() - (await ownMilliseconds(browser)) - before;
  return others < MOST_OF_OTHERS * (performance.now() - start);
}
