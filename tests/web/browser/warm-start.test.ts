// The second visit, with everything kept on the device: how soon the tiers answer. With the shipped
// model.
import { expect, test } from 'vitest';
import { shippedBundle } from './shipped-bundle';
import { useSite } from './site';
import { statusSays } from './visit';

const site = useSite();

test('from what is kept, the first answer comes within 0.5 s and the full tier within 2.5 s, in the best of three visits', async () => {
  site.server.bundle = shippedBundle();
  const { page } = await site.visit({ serviceWorkers: 'allow' });
  await page.waitForEvent('domcontentloaded');
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
      if (tier && tier !== 'none') times[tier] ??= Math.round(performance.now());
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-tier'] });
  });
  const visits: Record<string, number>[] = [];
  const isQuick = (times: Record<string, number>) =>
    times['instant']! < 500 && times['full']! < 2500;
  // What else the machine does can only add to the time.
  while (visits.length < 3 && !visits.some(isQuick)) {
    await page.reload();
    await statusSays(page, /^Full tier: \d/);
    visits.push(
      await page.evaluate(() => (window as unknown as { times: Record<string, number> }).times),
    );
  }
  console.log(`from what is kept, in ms: ${JSON.stringify(visits)}`);
  expect(visits.some(isQuick)).toBe(true);
});
