import { processorTime } from './processor-time';
import { describe, expect, test } from 'vitest';
import { plainText } from '../../../web/src/documents/markdown';
import { readDocument } from '../../../web/src/documents/source-document';

const open = (name: string, content: string | Uint8Array<ArrayBuffer>) =>
  readDocument(new File([content], name));

/** The file with the tag "B", or those given, added. */
const saved = async (name: string, content: string, ...labels: string[]) =>
  (await open(name, content)).withTags(labels.length > 0 ? labels : ['B']);

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
    const saved = document.withTags(['Biology', 'Animals']);
    expect((JSON.parse(saved) as { keywords: unknown }).keywords).toEqual([
      'biology',
      'audio',
      'animals',
    ]);
    const outside = (text: string) => text.replace(/"keywords": \[[^\]]*\]/, '');
    expect(outside(saved)).toBe(outside(METADATA));
    expect(saved).toContain('"keywords": ["biology", "audio", "animals"]');
  });

  test('keeps the form of its lines, a byte order mark and Windows line ends', async () => {
    const text = '\uFEFF{\r\n\t"title": "T",\r\n\t"keywords": [\r\n\t\t"a"\r\n\t]\r\n}';
    expect(await saved('x.json', text)).toBe(text.replace('"a"', '"a",\r\n\t\t"b"'));
  });

  test('that has a name twice is changed where readers of JSON look: at the last', async () => {
    const text = '{"title": "T", "keywords": ["a"], "keywords": []}';
    expect(await saved('x.json', text)).toBe(text.replace('[]', '["b"]'));
  });

  test('whose keywords are no list is left alone, and the message says why', async () => {
    await expect(saved('x.json', '{"title": "T", "keywords": 7}')).rejects.toThrow(/are no list/);
  });

  test('without anything new comes back as it was', async () => {
    const document = await open('dataset-metadata.json', METADATA);
    expect(document.withTags(['Audio'])).toBe(METADATA);
  });

  test('without keywords gets them', async () => {
    const document = await open('x.json', '{"title": "T"}');
    expect(document.withTags(['Health', 'Health'])).toBe('{"title": "T","keywords": ["health"]}');
    expect(await saved('x.json', '{\n  "title": "T"\n}\n', 'A', 'B')).toBe(
      '{\n  "title": "T",\n  "keywords": ["a", "b"]\n}\n',
    );
    expect(await saved('x.json', '{"title": "T", "keywords": null}')).toContain('["b"]');
  });

  test('with its fields within "info" is read and filled there', async () => {
    const document = await open('x.json', '{"info": {"title": "T", "keywords": ["a"]}}');
    expect(document.title).toBe('T');
    expect(JSON.parse(document.withTags(['B']))).toEqual({
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
  const saved = JSON.parse(document.withTags(['Earth and Nature', 'Animals'])) as object;
  expect(saved).toEqual({
    ...(JSON.parse(CROISSANT) as object),
    keywords: ['subject > earth and nature', 'audio', 'animals'],
  });
});

test.each([
  [
    'defined terms',
    '[{"@type": "DefinedTerm", "name": "C"}, "a"]',
    '[{"@type": "DefinedTerm", "name": "C"}, "a", "b"]',
  ],
  ['one text with commas', '"a, C"', '"a, C, b"'],
])('keywords of a Croissant file that are %s are kept as such', async (_what, before, after) => {
  const file = (keywords: string) => `{"@type": "Dataset", "name": "n", "keywords": ${keywords}}`;
  expect(await saved('x.json', file(before), 'B', 'C')).toBe(file(after));
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

  test('comes back with tags in its head, and every other byte as it was', async () => {
    expect(await saved('README.md', CARD, 'Audio', 'Animals')).toBe(
      CARD.replace('- audio\n', '- audio\n- animals\n'),
    );
  });

  test('without a head gets one', async () => {
    expect(await saved('README.md', '# Birds\n')).toBe('---\ntags:\n- b\n---\n# Birds\n');
    expect(await saved('README.md', '\uFEFF# Birds\r\n')).toBe(
      '\uFEFF---\r\ntags:\r\n- b\r\n---\r\n# Birds\r\n',
    );
  });

  test.each([
    ['an indented list', 'tags:\n    - a # why\nz: 1\n', 'tags:\n    - a # why\n    - b\nz: 1\n'],
    ['a list in brackets', 'tags: [a,  c]  # why\n', 'tags: [a,  c, b]  # why\n'],
    ['an empty list', 'tags: []\n', 'tags: [b]\n'],
    ['one word', "tags: 'a'\n", 'tags: [a, b]\n'],
    ['nothing', 'tags:  # none yet\nz: 1\n', 'tags: [b]  # none yet\nz: 1\n'],
    ['a null', 'tags: ~\n', 'tags: [b]\n'],
    [
      'no tags',
      'z: 1.10\nid: 12345678901234567890\n',
      'z: 1.10\nid: 12345678901234567890\ntags:\n- b\n',
    ],
    ['a comment', '# only\n', '# only\ntags:\n- b\n'],
    ['entries of several lines', 'tags:\n- |\n  a\nz: 1\n', 'tags:\n- |\n  a\n- b\nz: 1\n'],
  ])('with %s in its head gets the tag there', async (_what, before, after) => {
    const card = (head: string) => `---\n${head}---\n# T\n`;
    expect(await saved('README.md', card(before))).toBe(card(after));
  });

  test.each([
    ['blank lines', '\n \t\n', '\n', '---'],
    ['lines that end as on Windows', '\r\n', '\r\n', '---'],
    ['lines that end as long ago', '', '\r', '---'],
    ['an end of three dots', '', '\n', '...'],
    ['a byte order mark', '\uFEFF', '\n', '---'],
  ])('keeps its head where it has %s', async (_what, above, eol, end) => {
    const card = (tags: string[]) =>
      above +
      ['---', 'license: mit', 'tags:', ...tags, end, '', '# Birds', '', 'Songs.', ''].join(eol);
    const document = await open('README.md', card(['- a']));
    expect(document).toMatchObject({ title: 'Birds', description: 'Songs.' });
    expect(document.withTags(['A', 'B'])).toBe(card(['- a', '- b']));
    expect(document.withTags(['A'])).toBe(card(['- a']));
  });

  test('of two lists of tags fills the one that is read, the last', async () => {
    const card = (second: string) =>
      `---\ntags:\n- old\nlicense: mit\ntags:\n- a\n${second}---\n# T\n`;
    expect(await saved('README.md', card(''), 'A', 'B')).toBe(card('- b\n'));
  });

  test.each([
    ['a rule of plus signs', '# T\n\nText of it\n+++\nfoo\n+++\nmore\n'],
    [
      'headings that are underlined',
      'My data\n---\nlicense: CC-BY, see there\n\nFiles of it\n---\nmore\n',
    ],
    ['a card as an example', '# T\n\n```yaml\n---\nlicense: mit\n---\n```\n'],
  ])('with %s has no head, and gets one', async (_what, file) => {
    expect(await saved('README.md', file)).toBe(`---\ntags:\n- b\n---\n${file}`);
  });

  test('that begins with many blank lines is read at once', async () => {
    const start = processorTime();
    for (const eol of ['\r\n', '\n', '\r', ' \r\n']) {
      await open('README.md', `${eol.repeat(50_000)}# T${eol}`);
    }
    expect(processorTime() - start).toBeLessThan(3000);
  });

  test('with a head in TOML is read, and not saved with a second one', async () => {
    const file = '+++\ntitle = "x"\ntags = ["a"]\n+++\n\n# Birds\n\nSongs.\n';
    const document = await open('README.md', file);
    expect(document).toMatchObject({ title: 'Birds', description: 'Songs.' });
    expect(() => document.withTags(['B'])).toThrow(/TOML/);
  });

  test.each([
    ['a comment', '<!-- x -->\n---\nlicense: mit\n---\n# Birds\n\nSongs.\n'],
    ['a line', 'Songs.\n\n---\r\ntags: [a]\r\n---\n\n# Birds\n'],
  ])('whose head stands below %s is not saved with a second one', async (_what, file) => {
    const document = await open('README.md', file);
    expect(() => document.withTags(['B'])).toThrow(/below other text/);
  });

  test.each([
    ['a list', '- a\n'],
    ['an object in braces', '{a: b}\n'],
    ['a reference', 'x: &x [a]\ntags: *x\n'],
    ['an object for tags', 'tags: {a: b}\n'],
  ])('with %s for a head is left alone, and the message says why', async (_what, head) => {
    const document = await open('README.md', `---\n${head}---\n# T\n`);
    expect(() => document.withTags(['B'])).toThrow(/does not change/);
  });

  test('has words for tags: what YAML would take for another thing is quoted', async () => {
    expect(await saved('README.md', '# T', 'No', '1.5', 'A: B')).toContain(
      'tags:\n- "no"\n- "1.5"\n- "a: b"\n',
    );
    expect(await saved('README.md', '---\ntags: []\n---\n# T', 'A, B')).toContain('["a, b"]');
  });

  test.each([
    ['underlined', 'Birds\n=====\n\ntext\n', 'Birds', 'text'],
    ['HTML', '<h1 align="center">Birds &amp; songs</h1>\n\ntext\n', 'Birds & songs', 'text'],
    ['after code with comments', '```sh\n# install\n```\n\n# Birds\n', 'Birds', 'install'],
    ['after text', 'text\n\n## Birds ##\n\nmore\n', 'Birds', 'text\n\nmore'],
    ['marked up', '# **Birds** [x](https://x.org)\n\ntext\n', 'Birds x', 'text'],
  ])('has a title that is %s', async (_what, content, title, description) => {
    const document = await open('README', content);
    expect(document.title).toBe(title);
    expect(document.description).toContain(description);
    expect(document.description).not.toContain('Birds');
  });

  test('has a title of one line', async () => {
    expect((await open('x.json', '{"title": " a\\n b "}')).title).toBe('a b');
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
    ['YAML nested too deeply', 'README.md', `---\na: ${'['.repeat(20_000)}\n---\n`, /nested too/],
    ['nothing in it', 'README.md', '<!-- -->\n', /neither a title nor a description/],
    ['no title', 'x.json', '{"title": 7, "description": "text"}', /neither of the two/],
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
    ['blocks of scripts', 'a\n\n<script>\nb\n</script>\n\nc', 'a\n\nc'],
    ['entities', 'a&nbsp;&copy;&#8217;&#x1F426;&constructor;', 'a ©’🐦&constructor;'],
  ])('%s', (_what, markdown, text) => {
    expect(plainText(markdown)).toBe(text);
  });

  test('only at its beginning where it is very long', async () => {
    const document = await open('README.md', `# T\n${'word '.repeat(999_000)}`);
    expect(document.description.length).toBeLessThanOrEqual(200_000);
    expect(document.shortened).toBe(true);
    expect((await open('README.md', '# T\nshort')).shortened).toBe(false);
  });
});

/** Each would take minutes, or more memory than there is, if it were read without care. */
describe('a file made to be slow is read in a few seconds', () => {
  test.each([
    ['a heading of number signs', 'README.md', `# a${'#'.repeat(200_000)}a`],
    ['a table of 10,000 columns and rows', 'README.md', wideTable(10_000)],
    ['open brackets', 'README.md', `# T\n${'['.repeat(200_000)}`],
    ['open emphasis', 'README.md', `# T\n${'*a_ '.repeat(50_000)}`],
    ['open tags', 'README.md', `# T\n${'<h1 <'.repeat(40_000)}`],
    ['quotes within quotes', 'README.md', `# T\n${'>'.repeat(50_000)}`],
    ['many names in its head', 'README.md', `---\n${manyNames(20_000)}---\n# T`],
    ['references to references', 'README.md', `---\n${BOMB}---\n# T`],
    ['JSON within JSON', 'x.json', `{"title":"T","x":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
  ])('%s', async (_what, name, content) => {
    const start = processorTime();
    const document = await open(name, content);
    try {
      expect(document.withTags(['B'])).not.toBe('');
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid-format' });
    }
    expect(processorTime() - start).toBeLessThan(8000);
  });
});

function wideTable(size: number): string {
  return `# T\n\n${'|a'.repeat(size)}\n${'|-'.repeat(size)}\n${'|b\n'.repeat(size)}`;
}

function manyNames(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}: v\n`).join('');
}

const BOMB = ['a: &a [x, x, x, x, x, x, x, x, x]', 'b: &b [*a, *a, *a, *a, *a, *a, *a, *a]']
  .concat(['c: &c [*b, *b, *b, *b, *b, *b, *b, *b]', 'd: [*c, *c, *c, *c, *c, *c, *c, *c]', ''])
  .join('\n');
