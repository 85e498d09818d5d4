// Pages of the package's tests in Chromium, each in a profile of its own.
import { afterEach, expect } from 'vitest';
import { sharedChromium } from '../browser/chromium';
import { CONTEXT, visit, type Visit } from '../browser/visit';
import { PATIENCE_MILLISECONDS } from '../../../scripts/lib/patience.mjs';

export type OpenedPage = Visit;

/** To be called once at the top of a test file. Pages are closed after each test. */
export function useChromium(): {
  open: (url: string) => Promise<OpenedPage>;
  /** How many dedicated workers there are, those of workers too. */
  workers: () => Promise<number>;
} {
  let visits: Visit[] = [];
  afterEach(async () => {
    for (const opened of visits) await opened.close();
    visits = [];
  });
  return {
    async open(url) {
      const context = await (await sharedChromium()).newContext(CONTEXT);
      context.setDefaultTimeout(PATIENCE_MILLISECONDS);
      const opened = await visit(context, url, true);
      visits.push(opened);
      return opened;
    },
    workers: async () => {
      const session = await (await sharedChromium()).newBrowserCDPSession();
      const { targetInfos } = await session.send('Target.getTargets', {
        filter: [{ type: 'worker' }],
      });
      await session.detach();
      return targetInfos.length;
    },
  };
}

export function expectOwnOrigin({ urls }: OpenedPage, origin: string): void {
  expect(urls.filter((url) => !url.startsWith(origin) && !url.startsWith('blob:'))).toEqual([]);
}
