// The page for those who use it without a mouse or without seeing it.
import { beforeEach, describe, expect, test } from 'vitest';
import { focused, tabTo } from './keyboard';
import { useSite } from './site';
import { statusSays, tagLines, type Visit } from './visit';

const site = useSite();
let open: Visit;

beforeEach(async () => {
  open = await site.visit();
});

describe('names and roles', () => {
  test('fields, list and status are found by what they are called', async () => {
    const { page } = open;
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^Full tier/);
    const tree = await page.locator('body').ariaSnapshot();
    for (const line of [
      'textbox "Title"',
      'textbox "Description"',
      'heading "Which tags does your data set deserve?" [level=1]',
      'heading "Tags" [level=2]',
      'status: "Full tier: 1 tag."',
      'list "Tags"',
      'button "Sports"',
      'slider "Strictness"',
      'button "Clear"',
      'group "Or try"',
      'alert',
    ]) {
      expect.soft(tree).toContain(line);
    }
  });

  test('there is one status and one heading of the first level, and the language is set', async () => {
    const { page } = open;
    expect(await page.getByRole('status').count()).toBe(1);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  test('every button, link and field has a name, and every id is unique', async () => {
    const { page } = open;
    const snapshot = await page.locator('body').ariaSnapshot();
    expect(snapshot).not.toMatch(/- (button|link|textbox)(:|$)/m);
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('by keyboard alone', () => {
  test('Tab goes through everything in the order of reading', async () => {
    const { page } = open;
    await page.getByLabel('Title').focus();
    await page.keyboard.type('football');
    await statusSays(page, /^Full tier: 1 tag/);
    expect(await tabTo(page, 'What are the two tiers?')).toEqual([
      'description',
      'clear',
      'Hospital stays',
      'Football results',
      'Bird songs',
      'Shop orders',
      'open-file',
      'Sports',
      'Kaggle keywords',
      'JSON',
      'CSV',
      'Markdown',
      'copy-link',
      'strictness',
      'read-all',
      'Tags that are never or always given',
      'How good are the answers?',
      'What leaves this page?',
      'What are the two tiers?',
    ]);
  });

  test('a text is typed, tagged and cleared', async () => {
    const { page } = open;
    // The name of the site, the two other pages, the title.
    expect(await tabTo(page, 'title')).toHaveLength(4);
    await page.keyboard.type('football');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('description');
    await page.keyboard.type('hospital');
    await statusSays(page, /^Full tier: 2 tags/);
    await expect.poll(() => tagLines(page)).toEqual(['Health 88%', 'Sports 88%']);
    expect(await tabTo(page, 'clear')).toHaveLength(1);
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('title');
    expect(await page.getByLabel('Description').inputValue()).toBe('');
  });

  test('what has the focus shows it', async () => {
    const { page } = open;
    await statusSays(page, /ready/);
    const stops = await tabTo(page, 'open-file', async () => {
      const outline = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement ?? document.body);
        return style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
      });
      expect(outline).toBeGreaterThanOrEqual(2);
    });
    expect(stops.length).toBeGreaterThanOrEqual(8);
  });

  test('a part of the page about the model opens with Enter', async () => {
    const { page } = open;
    await statusSays(page, /ready/);
    await page.getByText('How good are the answers?').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: 'Full tier 0.500 0.600' }).waitFor();
  });
});

test('who asks for less motion gets none', async () => {
  const moving = (page: Visit['page']) =>
    page.evaluate(() => {
      const fill = document.querySelector('.fill');
      return fill ? getComputedStyle(fill).transitionDuration : 'no bar';
    });
  await open.page.getByLabel('Title').fill('football');
  await statusSays(open.page, /^Full tier/);
  expect(await moving(open.page)).toBe('0s');

  const lively = await site.visit({ reducedMotion: 'no-preference' });
  await lively.page.getByLabel('Title').fill('football');
  await statusSays(lively.page, /^Full tier/);
  expect(await moving(lively.page)).toBe('0.22s');
  await lively.close();
});
