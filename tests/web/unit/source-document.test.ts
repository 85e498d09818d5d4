import { describe, expect, test } from 'vitest';
import { plainText } from '../../../web/src/documents/markdown';
import { readDocument } from '../../../web/src/documents/source-document';

const open = (name: string, content: string | Uint8Array<ArrayBuffer>) =>
  readDocument(new File([content], name));

const METADATA = `{
    "title": "Birds",
    "subtitle": "of one wood",
    "id": "someone/birds",
    "size": 12345678901234567890,
    "__proto__": {"polluted": true},
    "description": "# About\\nSongs, see [the site](https://example.org).",
    "keywords": ["biology", "audio"],
    "licenses": [{"name": "CC0-1.0"}]
}
`;

describe('dataset-metadata.json', () => {
  test('gives title, and subtitle and description as plain text', async () => {
    const document = await open('dataset-metadata.json', METADATA);
    expect(document).toMatchObject({
      kind: 'kaggle-metadata',
      title: 'Birds',
      description: 'of one wood\n\nAbout\nSongs, see the site.',
    });
  });

  test('comes back with new keywords after its own, and every other byte as it was', async () => {
    const document = await open('dataset-metadata.json', METADATA);
    const saved = await document.withTags(['Biology', 'Animals']);
    expect((JSON.parse(saved) as { keywords: unknown }).keywords).toEqual([
      'biology',
      'audio',
      'animals',
    ]);
    const outside = (text: string) => text.replace(/"keywords": \[[^\]]*\]/, '');
    expect(outside(saved)).toBe(outside(METADATA));
  });

  test('without anything new comes back as it was', async () => {
    const document = await open('dataset-metadata.json', METADATA);
    expect(await document.withTags(['Audio'])).toBe(METADATA);
  });

  test('without keywords gets them', async () => {
    const document = await open('x.json', '{"title": "T"}');
    expect(JSON.parse(await document.withTags(['Health']))).toEqual({
      title: 'T',
      keywords: ['health'],
    });
  });

  test('with its fields within "info" is read and filled there', async () => {
    const document = await open('x.json', '{"info": {"title": "T", "keywords": ["a"]}}');
    expect(document.title).toBe('T');
    expect(JSON.parse(await document.withTags(['B']))).toEqual({
      info: { title: 'T', keywords: ['a', 'b'] },
    });
  });
});

const CROISSANT = JSON.stringify(
  {
    '@context': { '@vocab': 'https://schema.org/' },
    '@type': 'sc:Dataset',
    name: 'Birds',
    alternateName: 'of one wood',
    description: 'Songs.',
    keywords: ['subject > earth and nature', 'audio'],
  },
  null,
  2,
);

test('a Croissant file is read, and its keywords are known by their last part', async () => {
  const document = await open('croissant.json', CROISSANT);
  expect(document).toMatchObject({
    kind: 'croissant',
    title: 'Birds',
    description: 'of one wood\n\nSongs.',
  });
  const saved = JSON.parse(await document.withTags(['Earth and Nature', 'Animals'])) as object;
  expect(saved).toEqual({
    ...(JSON.parse(CROISSANT) as object),
    keywords: ['subject > earth and nature', 'audio', 'animals'],
  });
});

const CARD = `---
license: cc0-1.0
pretty_name: Bird songs  # the name shown
tags:
- audio
---

# Birds

Songs of **forty** species.
`;

describe('README.md', () => {
  test('has its first heading as title and the rest as description', async () => {
    const document = await open('README.md', '# Birds\r\n\r\nSongs &amp; <b>calls</b>.\r\n');
    expect(document).toMatchObject({
      kind: 'readme',
      title: 'Birds',
      description: 'Songs & calls .',
    });
  });

  test("has a card's pretty_name as title", async () => {
    const document = await open('README.md', CARD);
    expect(document.title).toBe('Bird songs');
    expect(document.description).toBe('Songs of forty species.');
  });

  test('comes back with tags in its head, comments and text kept', async () => {
    const saved = await (await open('README.md', CARD)).withTags(['Audio', 'Animals']);
    expect(saved).toContain('pretty_name: Bird songs # the name shown\n');
    expect(saved).toContain('- audio\n');
    expect(saved).toContain('- animals\n');
    expect(saved.endsWith('---\n\n# Birds\n\nSongs of **forty** species.\n')).toBe(true);
    expect((await open('README.md', saved)).title).toBe('Bird songs');
  });

  test('without a head gets one', async () => {
    const saved = await (await open('README.md', '# Birds\n')).withTags(['Audio']);
    expect(saved).toBe('---\ntags:\n  - audio\n---\n# Birds\n');
  });

  test('with a rule in its text has no head', async () => {
    const document = await open('README.md', 'Text\n\n---\nmore: words\n---\n');
    expect(document.description).toContain('Text');
  });
});

describe('what is none of these is refused in words', () => {
  test.each([
    ['a binary', 'README.md', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), /cannot be read as text/],
    ['a NUL byte', 'README.md', 'a\0b', /is no text/],
    ['broken JSON', 'x.json', '{"title": ', /is broken JSON/],
    ['a JSON array', 'x.json', '[]', /holds no JSON object/],
    ['JSON of another kind', 'package.json', '{"name": "x"}', /neither of the two/],
    ['another kind of file', 'table.xlsx', 'text', /is of another kind/],
    ['broken YAML', 'README.md', '---\na: [\n---\n', /YAML .* is broken/],
    ['a file of 6 MB', 'README.md', 'x'.repeat(6_000_000), /has 6 MB/],
  ] as [string, string, string | Uint8Array<ArrayBuffer>, RegExp][])(
    '%s',
    async (_what, name, content, message) => {
      await expect(open(name, content)).rejects.toThrow(message);
    },
  );
});

describe('Markdown becomes text', () => {
  test.each([
    ['lists', '- one\n- two\n', 'one\ntwo'],
    ['tables', '| a | b |\n|---|---|\n| 1 | 2 |\n', 'a b\n1 2'],
    ['links and images', '[word](https://x.org) ![alt](y.png)', 'word alt'],
    ['code', '`x = 1`', 'x = 1'],
    ['scripts', 'a <script>b</script> c', 'a b c'],
  ])('%s', (_what, markdown, text) => {
    expect(plainText(markdown)).toBe(text);
  });

  test('of one line of 2 MB in a second or two', () => {
    expect(plainText('[*_`'.repeat(5000)).length).toBeGreaterThan(0);
    expect(plainText('word '.repeat(400_000)).length).toBeGreaterThan(1e6);
  }, 10_000);
});
