// The way by keyboard, told by where the focus is.
import type { Page } from 'playwright-core';

/** What has the focus: by its id or, without one, its text. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.id || element?.textContent?.trim() || '';
  });
}

/** A guard against going round for ever. */
const MOST_STOPS = 60;

/** Presses Tab until the focus is on `goal`; all stops on the way, the last one among them. */
export async function tabTo(
  page: Page,
  goal: string,
  atEachStop: () => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const stops: string[] = [];
  do {
    await page.keyboard.press('Tab');
    stops.push(await focused(page));
    await atEachStop();
    if (stops.length > MOST_STOPS) throw new Error(`no way to ${goal}: ${stops.join(', ')}`);
  } while (stops.at(-1) !== goal);
  return stops;
}
