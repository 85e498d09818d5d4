// "Many at once" in Chromium: from a table to the table with tags, whatever is in it.
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { longestOwnTask, workALot } from './own-time';
import { useSite } from './site';
import { statusSays, tagLines } from './visit';

const site = useSite();

const visitMany = () => site.visit({}, 'many.html');

function give(page: Page, name: string, content: string | Buffer): Promise<void> {
  const buffer = Buffer.from(content);
  return page.setInputFiles('#file', { name, mimeType: 'text/plain', buffer });
}

async function ready(page: Page): Promise<void> {
  await statusSays(page, /^No file is open\.$/);
}

async function begin(page: Page, name = 'Start'): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** Opens a table and tags all of it with the instant tier. */
async function tag(page: Page, name: string, content: string | Buffer): Promise<void> {
  await ready(page);
  await give(page, name, content);
  await begin(page);
  await statusSays(page, /^Done/);
}

/** Starts, and pauses as soon as the first rows are done: a hand would come too late. */
async function beginAndPause(page: Page): Promise<void> {
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      const pause = [...document.querySelectorAll('button')].find(
        (button) => button.textContent === 'Pause' && button.checkVisibility(),
      );
      if (!pause || document.querySelector<HTMLProgressElement>('#run-progress')!.value === 0)
        return;
      observer.disconnect();
      pause.click();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
  await begin(page);
  await statusSays(page, /^Paused at/);
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}

async function downloaded(page: Page, button = 'Download'): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return textOf(download);
}

/** The rows in sight, cells parted by " | ". */
async function rows(page: Page): Promise<string[]> {
  return page
    .locator('.result-table .body [role="row"]')
    .evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent).join(' | ')),
    );
}

/** What a visitor would feel, in milliseconds. */
const FELT = 200;

const WORDS = ['football', 'hospital', 'birds', 'zzz'];
const line = (index: number) => `${index},${WORDS[index % 4]} ${index},"rain, ""wind"" ${index}"\n`;
const table = (count: number) =>
  `id,title,description\n${Array.from({ length: count }, (_, index) => line(index)).join('')}`;

test('a file that comes before the model’s manifest waits for it', async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  site.server.intercept = async (path) => {
    if (path === 'model/manifest.json') await released;
    return false;
  };
  const { page } = await site.visit({}, 'many.html');
  await give(page, 'early.csv', 'title\nfootball\n');
  release();
  await begin(page);
  await statusSays(page, /^Done/);
  await expect.poll(() => rows(page)).toHaveLength(1);
});

describe('a table', () => {
  test('comes back with its columns as they were and the tags beside them', async () => {
    const { page, errors, urls } = await visitMany();
    await tag(page, 'small.csv', 'id,title,text\n007,football,"a ""b"""\n8,zzz,\n');
    await expect
      .poll(() => rows(page))
      .toEqual(['1 | football | Sports >99%', '2 | zzz | No tag fits']);
    expect(await downloaded(page)).toBe(
      'id,title,text,tags\n007,football,"a ""b""",Sports\n8,zzz,,\n',
    );
    expect(errors).toEqual([]);
    expect(urls.filter((url) => !/^(blob:)?http:\/\/127/.test(url))).toEqual([]);
  });

  test('can be had with probabilities, and as JSON Lines', async () => {
    const { page } = await visitMany();
    await tag(page, 'small.csv', 'id,title\n007,football\n');
    await page.getByLabel('With probabilities').check();
    expect(await downloaded(page)).toBe(
      'id,title,tags,probabilities,clear\n007,football,Sports,1,true\n',
    );
    await page.getByLabel('Format').selectOption('JSON Lines');
    expect(await downloaded(page)).toBe(
      '{"id":"007","title":"football","tags":["Sports"],"probabilities":[1],"clear":[true]}\n',
    );
  });

  test('of JSON Lines keeps its text to the letter', async () => {
    const { page } = await visitMany();
    const first = '{"n": 12345678901234567890, "title": "football", "x": {"y": [1.0]}}';
    await tag(page, 'small.jsonl', `${first}\n{"title":\n{"title":"birds"}\n`);
    await page.getByLabel('Format').selectOption('JSON Lines');
    expect(await downloaded(page)).toBe(
      `${first.slice(0, -1)},"tags":["Sports"]}\n{"title":"birds","tags":["Biology"]}\n`,
    );
    await page.getByLabel('Format').selectOption('CSV');
    expect(await downloaded(page)).toBe(
      'n,title,x,tags\n12345678901234567890,football,"{""y"":[1]}",Sports\n,birds,,Biology\n',
    );
  });

  test('has the tags that the first page gives, tier by tier', async () => {
    const { page } = await site.visit();
    const texts = ['football and birds', 'hospital zzz', 'patients and football', 'zzz'];
    const expected: string[][] = [];
    for (const text of texts) {
      await page.getByLabel('Title').fill('');
      await statusSays(page, /ready/);
      await page.getByLabel('Title').fill(text);
      await statusSays(page, /^Full tier: (?!.*Reading)/);
      expected.push(await tagLines(page));
    }
    await page.goto(`${site.server.url}many.html`);
    await ready(page);
    await give(page, 'texts.csv', `title,description\n${texts.join(',\n')},\n`);
    await page.getByLabel(/^Full tier/).check();
    await page.getByText(/with the full tier, by the first rows/).waitFor();
    await begin(page);
    await statusSays(page, /^Done/);
    await expect
      .poll(() => rows(page))
      .toEqual(
        expected.map(
          (lines, index) => `${index + 1} | ${texts[index]} | ${lines.join(', ') || 'No tag fits'}`,
        ),
      );
  });

  test('with another separator and names in another language is read as well', async () => {
    const { page } = await visitMany();
    await ready(page);
    await give(page, 'tabelle.csv', 'Nr;Titel;Beschreibung\n1;football;rain\n2;birds;zzz\n');
    await page.getByText(/^2 rows take /).waitFor();
    expect(await page.getByLabel('Separator').inputValue()).toBe(';');
    expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe('1');
    expect(await page.getByLabel('Description').inputValue()).toBe('2');
    await page.getByLabel('Title', { exact: true }).selectOption('(none)');
    await page.getByText(/^2 rows take /).waitFor();
    await begin(page);
    await statusSays(page, /^Done/);
    await expect
      .poll(() => rows(page))
      .toEqual(['1 | rain | Weather >99%', '2 | zzz | No tag fits']);
  });
});

test('a task that a visitor would feel is seen', async () => {
  const { page } = await visitMany();
  const longest = await longestOwnTask(page, () => page.evaluate(workALot, 2 * FELT));
  expect(longest).toBeGreaterThan(FELT);
});

describe('a run', () => {
  test('of 20,000 rows leaves the page free', async () => {
    const { page } = await visitMany();
    await ready(page);
    const longest = await longestOwnTask(page, async () => {
      await give(page, 'large.csv', table(20_000));
      await begin(page);
      await page.locator('.result-table').waitFor();
      await page.locator('.result-table').focus();
      for (const key of ['PageDown', 'End', 'PageUp', 'Home']) await page.keyboard.press(key);
      await statusSays(page, /^Done: 20,000 rows\.$/);
      await downloaded(page);
    });
    expect(longest).toBeLessThan(FELT);
  });

  test('of 20,000 rows shows only those in sight, scrolls to each and filters', async () => {
    const { page } = await visitMany();
    await tag(page, 'large.csv', table(20_000));
    const grid = page.getByRole('table', { name: 'Rows and their tags' });
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('20001');
    expect(await page.locator('.result-table .body [role="row"]').count()).toBeLessThan(60);
    await page.locator('.result-table').focus();
    await page.keyboard.press('End');
    await page.getByText('zzz 19999', { exact: true }).waitFor();
    const last = page.locator('.result-table .body [role="row"]').last();
    expect(await last.getAttribute('aria-rowindex')).toBe('20001');
    await page.getByLabel('Show').selectOption('Rows without a tag');
    await expect.poll(async () => (await rows(page))[0]).toBe('4 | zzz 3 | No tag fits');
    const text = await downloaded(page);
    expect(text.split('\n')).toHaveLength(20_002);
    // Whole, a difference would be printed.
    expect(text.includes('\n19998,birds 19998,"rain, ""wind"" 19998",Biology\n')).toBe(true);
  });

  test('pauses, with what is done to be downloaded, and resumes', async () => {
    const { page } = await visitMany();
    await ready(page);
    await give(page, 'large.csv', table(20_000));
    await beginAndPause(page);
    const done = () => page.locator('#run-progress').getAttribute('value');
    const paused = await done();
    const rowsDone = (await downloaded(page)).split('\n').length - 2;
    expect(String(rowsDone)).toBe(paused);
    expect(await done()).toBe(paused);
    await begin(page, 'Resume');
    await statusSays(page, /^Done: 20,000 rows\.$/);
  });

  test('goes on after a reload where it stopped, and is forgotten on request', async () => {
    const { page } = await visitMany();
    await ready(page);
    await give(page, 'large.csv', table(20_000));
    await beginAndPause(page);
    await page.getByText(/of 20,000 rows done with the instant tier/).waitFor({ state: 'hidden' });
    const before = await downloaded(page);
    const done = before.split('\n').length - 2;
    await page.reload();
    await page.getByText(/^large\.csv: .* of 20,000 rows done with the instant tier/).waitFor();
    await give(page, 'large.csv', table(20_000));
    await begin(page, `Go on after row ${done.toLocaleString('en')}`);
    await statusSays(page, /^Done: 20,000 rows\.$/);
    expect((await downloaded(page)).startsWith(before)).toBe(true);
    await page.reload();
    await page.getByText(/^large\.csv: 20,000 of 20,000 rows/).waitFor();
    await page.getByRole('button', { name: 'Forget large.csv' }).click();
    await expect.poll(() => page.locator('#kept').isVisible()).toBe(false);
    await give(page, 'large.csv', table(20_000));
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
  });

  test('that another tab begins anew is kept there; this one says that its rows are not', async () => {
    const { page } = await visitMany();
    await give(page, 'large.csv', table(20_000));
    await beginAndPause(page);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await ready(other);
    await give(other, 'large.csv', table(20_000));
    await begin(other, 'Start anew');
    await statusSays(other, /^Done: 20,000 rows\.$/);
    await page.bringToFront();
    await begin(page, 'Resume');
    await page.getByText(/^This run was begun anew in another tab/).waitFor();
    await statusSays(page, /^Done: 20,000 rows\.$/);
    expect((await downloaded(page)).split('\n')).toHaveLength(20_002);
  });

  test('goes on without keeping where the browser has no room, and says so', async () => {
    const { page } = await visitMany();
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', {
      origin: site.server.origin,
      quotaSize: 1,
    });
    await tag(page, 'small.csv', table(2000));
    await page.getByText(/A reload or a closed tab loses the rows done/).waitFor();
    expect((await downloaded(page)).split('\n')).toHaveLength(2002);
  });
});

describe('what is hostile', () => {
  test('is shown as text, and formulas become text', async () => {
    const { page, errors } = await visitMany();
    const cells = [
      '<img src=x onerror="document.title=1"> football',
      '=HYPERLINK("http://evil")',
      '+1',
      '-1',
      '@SUM(A1)',
      '\tx',
    ];
    const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`);
    await tag(page, 'evil.csv', `title\n${quoted.join('\n')}\n`);
    await expect.poll(async () => (await rows(page))[0]).toContain(cells[0]);
    expect(await page.title()).toContain('Many at once');
    expect(await page.locator('main img, main script').count()).toBe(0);
    const safe = await downloaded(page);
    for (const cell of ["'=HYPER", "'+1", "'-1", "'@SUM", "'\tx"]) expect(safe).toContain(cell);
    await page.getByText(/5 cells that could be taken for a formula/).waitFor();
    await page.getByLabel('Formulas in my columns become text').uncheck();
    expect(await downloaded(page)).toContain('\n+1,');
    expect(errors).toEqual([]);
  });

  test('is listed row by row while the others go on', async () => {
    const { page } = await visitMany();
    const content = Buffer.concat([
      Buffer.from('title,title\nfootball,a,b\nbirds\nfoot"ball,x\nzzz,\0\n'),
      // Beyond what is looked at before anything is read.
      Buffer.from('hospital,y\n'.repeat(30_000)),
      Buffer.from([0x68, 0xff, 0x0a]),
      Buffer.from('football,"lost'),
    ]);
    await tag(page, 'broken.csv', content);
    await page.getByLabel('Show').selectOption('Rows with errors');
    await expect.poll(async () => (await rows(page)).length).toBe(4);
    const errors = await downloaded(page, 'Download the errors');
    expect(errors).toMatch(/^line,column,error\n2,,"?CSV line 2: 3 fields/);
    expect(errors).toMatch(/\n4,5,/);
    expect(errors).toMatch(/not in UTF-8/);
    expect(errors).toMatch(/a quote is opened and never closed/);
    expect((await downloaded(page)).split('\n').slice(0, 3)).toEqual([
      'title,title (2),tags',
      'birds,,Biology',
      'zzz,\0,',
    ]);
  });

  test('is refused with what to do, and another file can be opened', async () => {
    const refused: [string, Buffer, RegExp][] = [
      ['empty.csv', Buffer.alloc(0), /This file is empty/],
      ['header.csv', Buffer.from('title,description\n'), /a header and no rows/],
      ['table.xlsx', Buffer.from('PK\x03\x04rest'), /an Excel, OpenDocument or ZIP file/],
      [
        'utf16.csv',
        Buffer.from('\ufefftitle\nfootball', 'utf16le'),
        /not in UTF-8 \(but in UTF-16\)/,
      ],
      ['latin1.csv', Buffer.from('title\ncaf\xe9\n', 'latin1'), /perhaps it is in Windows-1252/],
      ['array.json', Buffer.from('[{"title":"a"}]'), /JSON array/],
    ];
    const { page } = await visitMany();
    await ready(page);
    for (const [name, content, message] of refused) {
      await give(page, name, content);
      await page.getByRole('alert').filter({ hasText: message }).waitFor();
    }
    await give(page, 'good.csv', 'title\nfootball\n');
    await page.getByText(/^1 row takes /).waitFor();
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('');
  });

  test('200 MB are read in slices, and the page stays free', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'linnet-many-'));
    const path = join(folder, 'huge.csv');
    try {
      const file = await open(path, 'w');
      // Some 130,000 rows: what is counted are bytes.
      const block = `football and more,${'description of it '.repeat(85)}\n`.repeat(700);
      await file.write('title,description\n');
      for (let bytes = 0; bytes < 200e6; bytes += block.length) await file.write(block);
      await file.close();
      const { page } = await visitMany();
      await ready(page);
      const longest = await longestOwnTask(page, async () => {
        await page.setInputFiles('#file', path);
        await page.getByText(/the first 100,000 are tagged/).waitFor();
        await page.getByText(/^100,000 rows take about/).waitFor();
      });
      expect(longest).toBeLessThan(FELT);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
