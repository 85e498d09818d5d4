// Tasks of the page's own thread that were long enough to be felt.
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    longTasks: number[];
  }
}

/** Records the page's long tasks from now on, in milliseconds. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      window.longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
  });
}

export async function longTasks(page: Page): Promise<number[]> {
  // The observer is told after the task.
  await page.waitForTimeout(200);
  return page.evaluate(() => window.longTasks);
}
