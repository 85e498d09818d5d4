// How quick is the page with the shipped model? Opens the built page in Chromium, types a text key
// by key, and prints as JSON: milliseconds from the visit to each tier's first answer, from the
// last key to the full tier's answer (median, worst), and the page's long tasks (over 50 ms).
//
//   scripts/serve --build-only
//   node bench/page_times.mjs --keys 200
import { parseArgs } from 'node:util';
import { preview } from 'vite';
import { launchChromium } from '../scripts/lib/chromium.mjs';

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '200' },
    pauses: { type: 'string', default: '10' },
  },
});
const TEXT =
  'Hourly readings of rain, wind and temperature from forty weather stations, with the flow of the ' +
  'rivers near them and the prices that farmers were paid for wheat in the same weeks. ';

const server = await preview({
  configFile: 'web/vite.config.ts',
  logLevel: 'warn',
  preview: { host: '127.0.0.1', port: 8319 },
});
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      window.longTasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)));
    }).observe({ type: 'longtask', buffered: true });
  });
  const longTasks = () =>
    page.evaluate(() => {
      return window.longTasks.splice(0);
    });

  const status = page.getByRole('status');
  /** @param {RegExp} text */
  const says = (text) => status.filter({ hasText: text }).waitFor({ timeout: 120_000 });
  const visited = performance.now();
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  const opening = await longTasks();
  await page.getByLabel('Title').fill('Weather and wheat');
  await says(/^(Instant|Full) tier/);
  const instant = performance.now() - visited;
  await says(/^Full tier/);
  const full = performance.now() - visited;
  await page.waitForTimeout(500);
  const loading = await longTasks();

  const description = page.getByLabel('Description');
  const keys = Number(values.keys);
  const answers = [];
  for (let pause = 0; pause < Number(values.pauses); ++pause) {
    await description.fill(TEXT.repeat(1 + pause));
    await says(/^Full tier/);
    await description.press('End');
    for (let key = 0; key < keys / Number(values.pauses); ++key) {
      await page.keyboard.press(TEXT[key % TEXT.length] ?? ' ');
      await page.waitForTimeout(40);
    }
    const last = performance.now();
    await page.keyboard.press('s');
    await says(/^(?!Full)/).catch(() => undefined);
    await says(/^Full tier/);
    answers.push(Math.round(performance.now() - last));
  }
  answers.sort((a, b) => a - b);
  console.log(
    JSON.stringify(
      {
        first_instant_answer_ms: Math.round(instant),
        first_full_answer_ms: Math.round(full),
        answer_after_last_key_ms: {
          median: answers[Math.floor(answers.length / 2)],
          worst: answers.at(-1),
        },
        long_tasks_ms: { opening, loading, typing: await longTasks() },
      },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  await server.close();
}
