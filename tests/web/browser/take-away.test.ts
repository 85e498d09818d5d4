// Taking tags away, bringing texts in, and keeping them: by button, file, link and reload.
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { BrowserContextOptions, Download, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { tabTo } from './keyboard';
import { longestOwnTask } from './own-time';
import { useSite } from './site';
import { statusSays } from './visit';

const CLIPBOARD: BrowserContextOptions = { permissions: ['clipboard-read', 'clipboard-write'] };

const site = useSite();

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

const says = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

async function typeFootball(page: Page): Promise<void> {
  await page.getByLabel('Title').fill('football');
  await page.getByLabel('Description').fill('patients and football');
  await statusSays(page, /^Full tier: 2 tags/);
}

describe('tags are copied', () => {
  test('in each form, and the page says so', async () => {
    const { page } = await site.visit(CLIPBOARD);
    await typeFootball(page);
    await page.getByRole('button', { name: 'Kaggle keywords' }).click();
    await says(page, 'Copied 2 tags as Kaggle keywords.');
    expect(JSON.parse(await clipboard(page))).toEqual({ keywords: ['sports', 'health'] });
    await page.getByRole('button', { name: 'CSV' }).click();
    await says(page, 'Copied 2 tags as CSV.');
    expect(await clipboard(page)).toMatch(/^label,probability,threshold,clear\r?\nSports,0\.8/);
    await page.getByRole('button', { name: 'Markdown' }).press('Enter');
    await says(page, 'Copied 2 tags as Markdown.');
    expect(await clipboard(page)).toMatch(/^- Sports \(88%\)/);
  });

  test('by hand where the browser does not let the page copy', async () => {
    const { page } = await site.visit();
    await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'clipboard'));
    await page.reload();
    await typeFootball(page);
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    const byHand = page.getByLabel(/does not let the page copy/);
    await byHand.waitFor();
    expect(JSON.parse(await byHand.inputValue())).toHaveLength(2);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('by-hand');
  });
});

const kept = (page: Page) => page.evaluate(() => Object.values(localStorage).join());

const fragmentOf = (title: string) =>
  `#1.${deflateRawSync(JSON.stringify([title, ''])).toString('base64url')}`;

describe('a link', () => {
  test('leaves the kept text where it was, and offers it', async () => {
    const { page } = await site.visit();
    await page.getByLabel('Title').fill('hospital');
    await expect.poll(() => kept(page)).toContain('hospital');
    await page.goto('about:blank');
    await page.goto(site.server.url + fragmentOf('football'));
    await says(page, /came with the link/);
    expect(await page.getByLabel('Title').inputValue()).toBe('football');
    await page.reload();
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('hospital');
    await page.goto('about:blank');
    await page.goto(site.server.url + fragmentOf('football'));
    await page.getByRole('button', { name: 'Bring my text back' }).click();
    expect(await page.getByLabel('Title').inputValue()).toBe('hospital');
  });

  test('that is damaged says so, and the kept text stays', async () => {
    const { page, errors } = await site.visit();
    await page.getByLabel('Title').fill('hospital');
    await expect.poll(() => kept(page)).toContain('hospital');
    await page.goto('about:blank');
    await page.goto(`${site.server.url}#1.damaged`);
    await says(page, /damaged or incomplete/);
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('hospital');
    // The only place where its text may be.
    expect(page.url()).toBe(`${site.server.url}#1.damaged`);
    await page.reload();
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('hospital');
    expect(errors).toEqual([]);
  });

  test('brings the text into another browser, and no request carries it', async () => {
    const first = await site.visit(CLIPBOARD);
    await typeFootball(first.page);
    await first.page.getByRole('button', { name: 'Link to this text' }).click();
    await says(first.page, 'Copied a link that holds the text itself.');
    const link = await clipboard(first.page);

    const second = await site.visit();
    const sent: string[] = [];
    second.page.context().on('request', (request) => {
      const address = request.url().replace(/#.*$/, '');
      sent.push(JSON.stringify([address, request.headers(), request.postData()]));
    });
    await second.page.goto('about:blank');
    await second.page.goto(link);
    await statusSays(second.page, /^Full tier: 2 tags/);
    expect(await second.page.getByLabel('Title').inputValue()).toBe('football');
    expect(await second.page.getByLabel('Description').inputValue()).toBe('patients and football');
    expect(second.page.url()).toBe(site.server.url);
    const payload = new URL(link).hash.slice(3);
    expect(sent.length).toBeGreaterThan(5);
    expect(
      sent.filter((request) => /football|#/.test(request) || request.includes(payload)),
    ).toEqual([]);
    expect(second.errors).toEqual([]);
  });

  test('that is damaged and opened on the page says so, and the typed text stays', async () => {
    const { page } = await site.visit();
    await page.getByLabel('Title').fill('football');
    await page.evaluate(() => {
      location.hash = '#1.damaged';
    });
    await says(page, /The text in this link could not be read/);
    expect(await page.getByLabel('Title').inputValue()).toBe('football');
  });
});

const METADATA = '{\n  "title": "football",\n  "id": "me/x",\n  "keywords": ["mine"]\n}\n';

const fileOf = (name: string, content: string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});

async function contentOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}

/** Drops a file on the page as a mouse would. */
async function drop(page: Page, name: string, content: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], fileName));
      return transfer;
    },
    [name, content] as const,
  );
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', type, { dataTransfer: data });
  }
}

/** Drops what lies at `path` on this machine, as the system does. */
async function dropPath(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, x: 100, y: 100, data });
  }
  await session.detach();
}

/** Of a process in its whole life, nothing once it has ended. */
function bytesReadBy(id: number): number {
  const file = `/proc/${id}/io`;
  return existsSync(file) ? Number(/rchar: (\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) : 0;
}

/** Counts from now on what the processes of Chromium read, of files among others. */
async function watchReading(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const all = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return new Map(processInfo.map(({ id }) => [id, bytesReadBy(id)]));
  };
  const before = await all();
  return async () =>
    [...(await all())].reduce((sum, [id, bytes]) => sum + bytes - (before.get(id) ?? 0), 0);
}

/** What a visitor would feel, in milliseconds. */
const FELT = 200;

describe('a file', () => {
  test('that is chosen fills the fields, and is saved with the tags', async () => {
    const { page, errors } = await site.visit();
    await page.locator('#file').setInputFiles(fileOf('dataset-metadata.json', METADATA));
    await statusSays(page, /^Full tier: 1 tag/);
    await says(page, 'Title and description are those of dataset-metadata.json.');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save dataset-metadata.json with these tags' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('dataset-metadata.json');
    expect(JSON.parse(await contentOf(download))).toEqual({
      title: 'football',
      id: 'me/x',
      keywords: ['mine', 'sports'],
    });
    expect(errors).toEqual([]);
  });

  test('that is dropped fills the fields, and the text before can be brought back', async () => {
    const { page } = await site.visit();
    await page.getByLabel('Title').fill('hospital');
    await drop(page, 'README.md', '# Birds\n\nrecordings of <img src=x onerror=alert(1)> birds\n');
    await statusSays(page, /^Full tier: 2 tags/);
    expect(await page.getByLabel('Title').inputValue()).toBe('Birds');
    await page.getByRole('button', { name: 'Bring my text back' }).click();
    expect(await page.getByLabel('Title').inputValue()).toBe('hospital');
    expect(await page.getByRole('button', { name: /^Save/ }).count()).toBe(0);
  });

  test('held over the page shows where to let it go, until it leaves', async () => {
    const { page } = await site.visit();
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['x'], 'x.md'));
      return transfer;
    });
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: data });
    const overlay = page.locator('#drop-overlay');
    await overlay.waitFor();
    await page.dispatchEvent('body', 'dragleave', { dataTransfer: data });
    await overlay.waitFor({ state: 'hidden' });
  });

  test('that is none of these is refused in words, and the typed text stays', async () => {
    const { page, errors } = await site.visit();
    await page.getByLabel('Title').fill('hospital');
    const choose = (...files: ReturnType<typeof fileOf>[]) =>
      page.locator('#file').evaluate(
        (input: HTMLInputElement, given) => {
          const transfer = new DataTransfer();
          for (const { name, text } of given) transfer.items.add(new File([text], name));
          input.files = transfer.files;
          input.dispatchEvent(new Event('change'));
        },
        files.map(({ name, buffer }) => ({ name, text: buffer.toString() })),
      );
    await choose(fileOf('x.json', '{"title": '));
    await says(page, /x\.json is broken JSON/);
    await choose(fileOf('photo.png', 'x'));
    await says(page, /photo\.png is of another kind.*README\.md/);
    await choose(fileOf('a.md', '# A'), fileOf('b.md', '# B'));
    await says(page, 'One file at a time, please: these are 2.');
    expect(await page.getByLabel('Title').inputValue()).toBe('hospital');
    expect(errors).toEqual([]);
  });

  test('of 200 MB, and a folder, are refused at once', async () => {
    const { page } = await site.visit();
    const folder = mkdtempSync(join(tmpdir(), 'linnet-'));
    try {
      const large = join(folder, 'README.md');
      writeFileSync(large, '');
      truncateSync(large, 200e6);
      const bytesRead = await watchReading(page);
      await dropPath(page, large);
      await says(page, /README\.md has 200 MB, more than a description has/);
      await dropPath(page, folder);
      await says(page, /A folder cannot be opened, only a file/);
      expect(await bytesRead()).toBeLessThan(20e6);
      // What is read is seen.
      await page.evaluate(() => {
        document.body.append(Object.assign(document.createElement('input'), { type: 'file' }));
      });
      const input = page.locator('body > input');
      await input.setInputFiles(large);
      await input.evaluate(({ files }: HTMLInputElement) =>
        files![0]!.slice(0, 40e6).arrayBuffer(),
      );
      expect(await bytesRead()).toBeGreaterThan(40e6);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('that is slow to read does not hold the page, and another takes its place', async () => {
    const { page } = await site.visitAlone();
    const slow = Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth * 2)}- a\n`);
    const longest = await longestOwnTask(page, async () => {
      await drop(page, 'README.md', slow.join(''));
      await drop(page, 'README.md', '# football\n');
      await statusSays(page, /^Full tier: 1 tag/);
    });
    expect(await page.getByLabel('Title').inputValue()).toBe('football');
    expect(longest).toBeLessThan(FELT);
  });

  test('is opened, and saved with the tags, by keyboard alone', async () => {
    const { page } = await site.visit();
    // Asked for long before the key is pressed: Chromium's own window could open and close first.
    const choosing = page.waitForEvent('filechooser');
    await statusSays(page, /ready/);
    await page.getByLabel('Title').focus();
    expect(await tabTo(page, 'open-file')).toHaveLength(6);
    await page.keyboard.press('Enter');
    const chooser = await choosing;
    await chooser.setFiles(fileOf('README.md', '\uFEFF---\ntags: [mine]\n---\n# football\n'));
    await statusSays(page, /^Full tier: 1 tag/);
    const order = await tabTo(page, 'Save README.md with these tags');
    expect(order.length).toBeLessThan(10);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.keyboard.press('Enter'),
    ]);
    expect(await contentOf(download)).toBe('\uFEFF---\ntags: [mine, sports]\n---\n# football\n');
    await says(page, 'Saved README.md with the tags added to those that it had.');
  });

  test('of Croissant is dropped, and saved with what it had', async () => {
    const { page } = await site.visit();
    const croissant = (keywords: string) =>
      `{\n "@type": "sc:Dataset",\n "name": "football",\n "keywords": [${keywords}]\n}\n`;
    const term = '{"@type": "DefinedTerm", "name": "mine"}';
    await drop(page, 'croissant.json', croissant(term));
    await statusSays(page, /^Full tier: 1 tag/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save croissant.json with these tags' }).click(),
    ]);
    expect(await contentOf(download)).toBe(croissant(`${term}, "sports"`));
  });
});

describe('the typed text', () => {
  test('survives a reload', async () => {
    const { page } = await site.visit();
    await typeFootball(page);
    await page.reload();
    await statusSays(page, /^Full tier: 2 tags/);
    expect(await page.getByLabel('Description').inputValue()).toBe('patients and football');
  });

  test('is not kept where the visitor said no', async () => {
    const { page } = await site.visit();
    await page.getByText('What leaves this page?').click();
    await page.getByLabel('Keep my text in this browser').uncheck();
    await typeFootball(page);
    const values = await kept(page);
    expect(values).not.toContain('football');
    await page.goto('about:blank');
    await page.goto(site.server.url);
    await statusSays(page, /instant tier is ready/);
    expect(await page.getByLabel('Title').inputValue()).toBe('');
    await page.getByText('What leaves this page?').click();
    expect(await page.getByLabel('Keep my text in this browser').isChecked()).toBe(false);
  });

  test('is forgotten by a button', async () => {
    const { page } = await site.visit();
    await typeFootball(page);
    await expect.poll(() => kept(page)).toContain('football');
    await page.getByText('What leaves this page?').click();
    await page.getByRole('button', { name: 'Forget it now' }).click();
    await says(page, /is removed from this browser/);
    // Nor is it kept again as the page is left.
    await page.reload();
    await statusSays(page, /instant tier is ready/);
    expect(await page.getByLabel('Title').inputValue()).toBe('');
    expect(await kept(page)).not.toContain('football');
  });

  test('is not overwritten as an older page is closed, nor taken from one that is typed in', async () => {
    const { page: older } = await site.visit();
    await older.getByLabel('Title').fill('hospital');
    await expect.poll(() => kept(older)).toContain('hospital');
    const newer = await older.context().newPage();
    await newer.goto(site.server.url);
    await newer.getByLabel('Title').fill('football');
    await expect.poll(() => kept(newer)).toContain('football');
    expect(await older.getByLabel('Title').inputValue()).toBe('hospital');
    await older.goto('about:blank');
    expect(await kept(newer)).toContain('football');
    expect(await kept(newer)).not.toContain('hospital');
  });

  test('follows the wish that is changed in another tab', async () => {
    const { page: first } = await site.visit();
    const second = await first.context().newPage();
    await second.goto(site.server.url);
    for (const page of [first, second]) await page.getByText('What leaves this page?').click();
    await first.getByLabel('Keep my text in this browser').uncheck();
    await expect
      .poll(() => second.getByLabel('Keep my text in this browser').isChecked())
      .toBe(false);
  });

  test('cleared, or replaced by an example, can be brought back', async () => {
    const { page } = await site.visit();
    const title = page.getByLabel('Title');
    await title.fill('football');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('button', { name: 'Bring my text back' }).press('Enter');
    expect(await title.inputValue()).toBe('football');
    expect(await title.evaluate((e) => e === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: 'Bird songs' }).click();
    expect(await title.inputValue()).toMatch(/birds/);
    await page.getByRole('button', { name: 'Bring my text back' }).click();
    expect(await title.inputValue()).toBe('football');
  });
});
