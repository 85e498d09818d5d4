// The page in Chromium: from a typed text to tags, and nothing of it leaves the page.
import { beforeEach, describe, expect, test } from 'vitest';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { useSite } from './site';
import { statusSays, tagLines, type Visit } from './visit';

const site = useSite();
let open: Visit;

beforeEach(async () => {
  open = await site.visit();
});

/** Holds the full tier's model back until `release` is called. */
function holdFullTier(): { release: () => void } {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  site.server.intercept = async (path) => {
    if (path.startsWith('model/encoder.onnx')) await released;
    return false;
  };
  return { release };
}

describe('a typed text', () => {
  test('is answered by the instant tier at once, and by the full one when it is there', async () => {
    const { page } = open;
    const { release } = holdFullTier();
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^Instant tier: 1 tag\. The full tier is on its way\.$/);
    await expect.poll(() => tagLines(page)).toEqual(['Sports >99%']);
    release();
    await statusSays(page, /^Full tier: 1 tag\.$/);
    await expect.poll(() => tagLines(page)).toEqual(['Sports 88%']);
  });

  test('typed before anything is loaded is answered all the same', async () => {
    await open.close();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    site.server.intercept = async (path) => {
      if (path.startsWith('model/')) await released;
      return false;
    };
    open = await site.visit();
    await open.page.getByLabel('Title').fill('football');
    await statusSays(open.page, /^Loading the instant tier…$/);
    release();
    await statusSays(open.page, /^Full tier: 1 tag/);
  });

  test('is what the full tier is downloaded for: not before', async () => {
    const { page } = open;
    await statusSays(page, /^The instant tier is ready\.$/);
    // It would be under way by now: what is said of the tiers is shown all at once.
    expect(await page.getByRole('progressbar').count()).toBe(0);
    await page.evaluate(() => fetch('./favicon.svg').then((answer) => answer.text()));
    expect(site.server.requests.filter((path) => /encoder\.onnx|ort-wasm/.test(path))).toEqual([]);
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^Full tier/);
  });

  test('gets the tags of the full tier, most probable first, with percentages', async () => {
    const { page } = open;
    await page.getByRole('textbox', { name: 'Title' }).fill('football');
    await page.getByRole('textbox', { name: 'Description' }).fill('patients and football');
    await statusSays(page, /^Full tier: 2 tags\.$/);
    await expect.poll(() => tagLines(page)).toEqual(['Sports 88%', 'Health 62%']);
  });

  test.each(['head', 'head and tokenizer'] as const)(
    'gets the same tags of a full tier with its own %s',
    async (shape) => {
      await open.close();
      site.server.bundle = makeTinyBundle({ shape });
      open = await site.visit();
      const { page, errors } = open;
      await page.getByRole('textbox', { name: 'Title' }).fill('football');
      await page.getByRole('textbox', { name: 'Description' }).fill('patients and football');
      await statusSays(page, /^Full tier: 2 tags\.$/);
      await expect.poll(() => tagLines(page)).toEqual(['Sports 88%', 'Health 62%']);
      expect(errors).toEqual([]);
    },
  );

  test('follows the text: a changed text has its own tags', async () => {
    const { page } = open;
    const title = page.getByRole('textbox', { name: 'Title' });
    await title.fill('football');
    await statusSays(page, /^Full tier: 1 tag/);
    await title.fill('hospital birds');
    await statusSays(page, /^Full tier: 2 tags/);
    await expect.poll(() => tagLines(page)).toEqual(['Health 88%', 'Biology 88%']);
  });

  test('that no tag fits is told as such, with the closest labels', async () => {
    const { page } = open;
    await page.getByLabel('Title').fill('zzz');
    await statusSays(page, /^Full tier: no tag fits\.$/);
    await expect.poll(() => tagLines(page)).toEqual([]);
    await page.getByText(/^The closest were Health \(2%\)/).waitFor();
  });

  test('of many windows is read to its end', async () => {
    const { page } = open;
    await page.getByLabel('Description').fill(`${'the '.repeat(20)}hospital`);
    await statusSays(page, /^Full tier: no tag fits/);
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^Full tier: 1 tag/);
    // Health is in the last of three windows: (2 - 4 - 4) / 3 is below its line, Sports in each.
    await expect.poll(() => tagLines(page)).toEqual(['Sports 88%']);
  });

  test('that is too long to be read whole is told as such', async () => {
    const { page } = open;
    await page.getByLabel('Description').fill('football '.repeat(500));
    await statusSays(page, /^Full tier: 1 tag\. Only the beginning of the text was read\.$/);
  });

  test('that is too long is read to its end where the visitor asks for it, again and again', async () => {
    const { page, errors } = open;
    const readAll = page.getByLabel(/^Read all of a long text/);
    const long = `${'the '.repeat(40)}${'hospital '.repeat(600)}`;
    await page.getByLabel('Description').fill(long);
    await statusSays(page, /^Full tier: no tag fits\. Only the beginning of the text was read\.$/);
    await readAll.check();
    await statusSays(page, /^Full tier: 1 tag\.$/);
    await page.goto(site.server.url);
    await expect.poll(() => readAll.isChecked()).toBe(true);
    await page.getByLabel('Description').fill(long);
    await statusSays(page, /^Full tier: 1 tag\.$/);
    await readAll.uncheck();
    await statusSays(page, /Only the beginning of the text was read\.$/);
    expect(errors).toEqual([]);
  });

  test('emptied again, the page is as before', async () => {
    const { page } = open;
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^Full tier/);
    await page.getByRole('button', { name: 'Clear' }).click();
    await statusSays(page, /ready/);
    await expect.poll(() => tagLines(page)).toEqual([]);
    expect(await page.getByLabel('Title').inputValue()).toBe('');
    expect(await page.getByLabel('Title').evaluate((e) => e === document.activeElement)).toBe(true);
  });

  test('is inert, whatever HTML is in it', async () => {
    const { page, errors } = open;
    await page.getByLabel('Description').fill('<script>document.title="owned"</script>');
    await statusSays(page, /^Full tier: no tag fits/);
    await page.getByLabel('Title').fill('football <img src=x onerror="document.title=1">');
    await statusSays(page, /^Full tier: 1 tag/);
    expect(await page.title()).toBe('Linnet: tags for data sets');
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(errors).toEqual([]);
  });
});

describe('an example', () => {
  test('fills both fields and is tagged', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Hospital stays' }).click();
    await statusSays(page, /^Full tier/);
    expect(await page.getByLabel('Title').inputValue()).toMatch(/hospital stays/);
    expect(await page.getByLabel('Description').inputValue()).not.toBe('');
  });
});

describe('over a whole visit', () => {
  test('nothing but the site itself is contacted, and the policy has nothing to forbid', async () => {
    const { page, errors, urls } = open;
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^Full tier/);
    expect(urls.length).toBeGreaterThan(5);
    expect(urls.filter((url) => !url.startsWith(site.server.url))).toEqual([]);
    // Every request that the server saw was for a file of the site, under its sub-path.
    expect(site.server.requests.filter((path) => path.startsWith('/'))).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('the policy forbids other sites, to the page and to its workers, and we would see it', async () => {
    const { page, errors, urls } = open;
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^Full tier/);
    const ask = () => fetch('https://elsewhere.invalid/').then(String, String);
    const workers = page.workers();
    expect(workers).toHaveLength(2);
    expect(await page.evaluate(ask)).toMatch(/Failed to fetch/);
    for (const worker of workers) expect(await worker.evaluate(ask)).toMatch(/Failed to fetch/);
    await expect
      .poll(() => errors.filter((error) => /Content Security Policy/.test(error)))
      .toHaveLength(3);
    expect(urls.filter((url) => url.includes('elsewhere'))).toEqual([]);
  });

  test('no HTML and no script is made from a string: the policy refuses it', async () => {
    const { page } = open;
    const refused = await page.evaluate(() => {
      const attempts: (() => void)[] = [
        () => (document.createElement('p').innerHTML = '<b>x</b>'),
        () => new Worker('./worker.js'),
      ];
      return attempts.map((attempt) => {
        try {
          attempt();
          return 'done';
        } catch (error) {
          return (error as Error).name;
        }
      });
    });
    expect(refused).toEqual(['TypeError', 'TypeError']);
  });

  test('no request tells anything of the text', async () => {
    const { page } = open;
    const posted: string[] = [];
    page.context().on('request', (request) => {
      if (request.method() !== 'GET' || request.postData()) posted.push(request.url());
    });
    await statusSays(page, /ready/);
    const before = site.server.requests.length;
    await page.getByLabel('Title').fill('football secret');
    await statusSays(page, /^Full tier/);
    await page.getByLabel('Title').fill('football secret and hospital');
    await statusSays(page, /^Full tier: 2 tags/);
    // Nothing else follows what is typed.
    await expect
      .poll(() => page.evaluate(() => Object.values(localStorage).join()))
      .toContain('secret and hospital');
    expect(posted).toEqual([]);
    expect(
      site.server.requests.slice(before).filter((path) => /secret|football/.test(path)),
    ).toEqual([]);
  });

  test('the model is checked part by part before use', async () => {
    const { page } = open;
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^Full tier/);
    const asked = site.server.requests.filter((path) => path.startsWith('model/'));
    expect(new Set(asked)).toEqual(
      new Set([...site.server.bundle.keys()].map((name) => `model/${name}`)),
    );
    expect(asked).toHaveLength(site.server.bundle.size);
  });
});
