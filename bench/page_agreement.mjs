// Do the page and `linnet classify` say the same? Types rows into the built page in Chromium, gives
// the same rows to the command line, and compares: the tags must be equal, their probabilities
// within the tolerance (the page shows whole percents). Exits 0 where all rows agree.
//
//   scripts/serve --build-only
//   node bench/page_agreement.mjs --examples data/examples.jsonl --split valid --limit 50
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { preview } from 'vite';
import { launchChromium } from '../scripts/lib/chromium.mjs';

const { values } = parseArgs({
  options: {
    examples: { type: 'string' },
    split: { type: 'string', default: 'valid' },
    limit: { type: 'string', default: '50' },
    linnet: { type: 'string', default: 'build/dev/bin/linnet' },
    model: { type: 'string', default: 'model' },
    tolerance: { type: 'string', default: '0.02' },
    json: { type: 'string' },
  },
});
if (!values.examples) {
  console.error('page_agreement: --examples FILE (JSON Lines with id, title, description, split)');
  process.exit(2);
}

/** The page's percentages are rounded: that much is no disagreement. */
const ROUNDING = 0.005;
const tolerance = Number(values.tolerance) + ROUNDING;

/** @type {{ id: string, title: string, description?: string, split?: string }[]} */
const rows = readFileSync(values.examples, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))
  .filter((row) => !row.split || row.split === values.split)
  .slice(0, Number(values.limit));

/** @returns {Map<string, number>[]} label -> probability, a map for each row */
function onCommandLine() {
  const input = rows.map(({ id, title, description }) =>
    JSON.stringify({ id, title, description: description ?? '' }),
  );
  const output = execFileSync(
    values.linnet,
    ['classify', '-', '--format', 'jsonl', '--tier', 'full', '--model', values.model],
    { input: `${input.join('\n')}\n`, maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  return output
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) =>
        new Map(
          JSON.parse(line).tags.map((/** @type {any} */ tag) => [tag.label, tag.probability]),
        ),
    );
}

/**
 * Both fields at once, so that no answer to one of them alone is taken for the row's.
 * @param {import('playwright-core').Page} page
 * @param {string} title
 * @param {string} description
 */
async function setFields(page, title, description) {
  await page.evaluate(
    ([newTitle, newDescription]) => {
      const [input, textarea] = [
        document.querySelector('input'),
        document.querySelector('textarea'),
      ];
      if (!input || !textarea) throw new Error('the page has no fields');
      input.value = newTitle ?? '';
      textarea.value = newDescription ?? '';
      input.dispatchEvent(new Event('input'));
    },
    [title, description],
  );
}

/** @returns {Promise<Map<string, number>[]>} */
async function onPage() {
  const server = await preview({ configFile: 'web/vite.config.ts', logLevel: 'warn' });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    const answers = [];
    for (const { title, description } of rows) {
      await setFields(page, '', '');
      await page.getByRole('status').filter({ hasNotText: ':' }).waitFor();
      await setFields(page, title, description ?? '');
      await page
        .getByRole('status')
        .filter({ hasText: /^Full tier:/ })
        .waitFor({ timeout: 120_000 });
      const items = await page.locator('ul.tags > li').all();
      const tags = new Map();
      for (const item of items) {
        const percent = await item.locator('.percent').innerText();
        tags.set(
          await item.locator('.label').innerText(),
          Number(percent.replace(/[<>%]/g, '')) / 100,
        );
      }
      answers.push(tags);
    }
    return answers;
  } finally {
    await browser.close();
    await server.close();
  }
}

const expected = onCommandLine();
const found = await onPage();

let largest = 0;
const disagreements = [];
for (const [index, row] of rows.entries()) {
  const [native, web] = [expected[index] ?? new Map(), found[index] ?? new Map()];
  const labels = new Set([...native.keys(), ...web.keys()]);
  for (const label of labels) {
    const [a, b] = [native.get(label), web.get(label)];
    const difference = a === undefined || b === undefined ? Infinity : Math.abs(a - b);
    if (difference !== Infinity) largest = Math.max(largest, difference);
    if (difference > tolerance) disagreements.push({ id: row.id, label, native: a, web: b });
  }
}
const agreeing = rows.length - new Set(disagreements.map(({ id }) => id)).size;
for (const { id, label, native, web } of disagreements) {
  console.log(`${id}: ${label}: command line ${native ?? 'no'}, page ${web ?? 'no'}`);
}
console.log(
  `${agreeing} of ${rows.length} rows agree; ` +
    `largest difference of a probability ${largest.toFixed(4)} (page rounded to percents)`,
);
if (values.json) {
  const report = { rows: rows.length, agreeing, largest_difference: largest, disagreements };
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}
process.exit(agreeing === rows.length ? 0 : 1);
