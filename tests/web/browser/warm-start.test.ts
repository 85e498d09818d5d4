// The second visit, with everything kept on the device: how soon the tiers answer. With the shipped
// model. The work of all threads of the page counts, as if they did it one after the other; and the
// clock, where the machine has nothing else to do.
import { expect, test } from 'vitest';
import { ownTime } from './own-time';
import { isQuietDuring } from './quiet';
import { shippedBundle } from './shipped-bundle';
import { useSite } from './site';
import { openIsolated, statusSays } from './visit';

const site = useSite();

const LIMITS = { instant: 500, full: 2500 };

interface Times {
  instant: number;
  full: number;
}

const isQuick = ({ instant, full }: Times) => instant < LIMITS.instant && full < LIMITS.full;

test('from what is kept, the first answer comes within 0.5 s and the full tier within 2.5 s', async () => {
  site.server.bundle = shippedBundle();
  const { page } = await site.visitAlone({ serviceWorkers: 'allow' }, null);
  await openIsolated(page, site.server.url);
  await page.getByLabel('Title').fill('Length of hospital stays and readmission of patients');
  await statusSays(page, /^Full tier: \d/);
  await page.getByText('What is kept on this device?').click();
  await page.getByText(/^The page itself is kept/).waitFor();
  // The text is kept as well: it is answered without a hand on the keyboard.
  await page.addInitScript(() => {
    const times: Record<string, number> = {};
    Object.assign(window, { times });
    new MutationObserver(() => {
      const { tier } = document.getElementById('status')?.dataset ?? {};
      if (!tier || tier === 'none' || times[tier] !== undefined) return;
      times[tier] = Math.round(performance.now());
      performance.mark(`answered by ${tier}`);
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-tier'] });
  });
  const answer = async () => {
    await page.reload();
    await statusSays(page, /^Full tier: \d/);
  };
  const work = await ownTime(page, answer);
  const worked = {
    instant: Math.round(work.until('answered by instant')),
    full: Math.round(work.until('answered by full')),
  };
  console.log(`from what is kept, in ms of work: ${JSON.stringify(worked)}`);
  expect(worked.instant).toBeLessThan(LIMITS.instant);
  expect(worked.full).toBeLessThan(LIMITS.full);

  const visits: Times[] = [];
  let quiet = true;
  while (quiet && visits.length < 3 && !visits.some(isQuick)) {
    quiet = await isQuietDuring(page.context().browser()!, answer);
    visits.push(await page.evaluate(() => (window as unknown as { times: Times }).times));
  }
  console.log(`in ms by the clock${quiet ? '' : ', beside other work'}: ${JSON.stringify(visits)}`);
  if (quiet) expect(visits.some(isQuick)).toBe(true);
});
