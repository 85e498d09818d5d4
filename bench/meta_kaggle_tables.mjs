// Makes tables like those of Kaggle's own dump, filled with random words: same columns, same sizes,
// descriptions over several lines with commas, quotes, HTML and Markdown. The same seed gives the
// same bytes.
//
//   node bench/meta_kaggle_tables.mjs FOLDER [--versions 11000000] [--datasets 600000]
//                                            [--users 10000000] [--seed 1]
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    versions: { type: 'string', default: '11000000' },
    datasets: { type: 'string', default: '600000' },
    users: { type: 'string', default: '10000000' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = positionals[0] ?? '';
if (folder === '') {
  console.error('usage: node bench/meta_kaggle_tables.mjs FOLDER [--versions N] [--datasets N]');
  process.exit(2);
}
const versions = Number(values.versions);
const datasets = Math.min(Number(values.datasets), versions);
const users = Number(values.users);
const TAGS = 800;
const ROOTS = 8; // kinds of tags, which have no parent

let state = (Number(values.seed) * 2654435761 + 1) >>> 0;
/** xorshift32: the same sequence on each machine. @param {number} limit @returns {number} */
function random(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  state >>>= 0;
  return state % limit;
}

const SYLLABLES = ['da', 'ta', 'rain', 'sco', 're', 'mar', 'ket', 'ver', 'bo', 'lin', 'net', 'us'];
const WORDS = Array.from({ length: 4096 }, () =>
  Array.from({ length: 1 + random(3) }, () => SYLLABLES[random(SYLLABLES.length)]).join(''),
);
// Long texts are cut from one that is made once: what is measured is the reader.
const PROSE = Array.from({ length: 60_000 }, (_, i) => {
  const word = WORDS[random(WORDS.length)];
  if (i % 47 === 0) return `${word}.\n\n`;
  if (i % 31 === 0) return `<b>${word}</b>, `;
  if (i % 53 === 0) return `[${word}](https://example.org/${word}) `;
  if (i % 97 === 0) return `""${word}"" &amp; `;
  return `${word} `;
}).join('');

/** @param {number} count */
function words(count) {
  let text = WORDS[random(WORDS.length)];
  for (let i = 1; i < count; ++i) text += ` ${WORDS[random(WORDS.length)]}`;
  return text;
}

/** A text to stand between quotes: doubled quotes are never cut apart. */
function prose() {
  const length = 40 + random(30) * random(60);
  const begin = random(PROSE.length - length);
  return PROSE.slice(begin, begin + length)
    .replace(/^"|"$/g, '')
    .replace(/(?<!")"(?!")/g, '');
}

/** @param {string} name @param {string} header @param {number} rows @param {(i: number) => string} row */
function table(name, header, rows, row) {
  const file = openSync(join(folder, name), 'w');
  let block = `${header}\n`;
  let bytes = 0;
  for (let i = 0; i < rows; ++i) {
    block += row(i);
    if (block.length < 1 << 22 && i + 1 < rows) continue;
    bytes += writeSync(file, block);
    block = '';
  }
  if (block !== '') bytes += writeSync(file, block);
  closeSync(file);
  console.log(`${name}: ${rows} rows, ${(bytes / 1e6).toFixed(0)} MB`);
}

mkdirSync(folder, { recursive: true });

table('Tags.csv', 'Id,ParentTagId,Name,Slug,FullPath,Description,DatasetCount', TAGS, (i) => {
  const parent = i < ROOTS ? '' : i < 100 ? 1 + random(ROOTS) : 1 + ROOTS + random(90);
  return `${i + 1},${parent},tag ${i + 1},tag-${i + 1},"subject > tag ${i + 1}",,${random(9999)}\n`;
});

table(
  'Users.csv',
  'Id,UserName,DisplayName,RegisterDate,PerformanceTier,Country',
  users,
  (i) => `${i + 1},user${i + 1},Name ${i % 9973},01/02/2020,${i % 3},\n`,
);

// Data set i has its current version at row `current(i)` of the versions, which go round the sets.
/** @param {number} i */
const current = (i) => i + datasets * Math.floor((versions - 1 - i) / datasets);

table(
  'Datasets.csv',
  'Id,CreatorUserId,OwnerUserId,OwnerOrganizationId,CurrentDatasetVersionId,ForumId,Type,' +
    'CreationDate,LastActivityDate,TotalViews,TotalDownloads,TotalVotes,TotalKernels',
  datasets,
  (i) => {
    const owner = 1 + random(users);
    return (
      `${i + 1},${owner},${owner}.0,,${current(i) + 1}.0,${i},Dataset,` +
      `01/02/2020 03:04:05,02/03/2024,${random(99999)},${random(9999)},${random(99)},${random(9)}\n`
    );
  },
);

table('DatasetTags.csv', 'Id,DatasetId,TagId', datasets * 2, (i) => {
  const set = random(datasets);
  const tagged = set % 5 < 2 ? set + 2 : set; // two sets of five have no tag
  return `${i + 1},${tagged + 1},${1 + random(TAGS)}\n`;
});

table(
  'DatasetVersions.csv',
  'Id,DatasetId,DatasourceVersionId,CreatorUserId,LicenseName,CreationDate,VersionNumber,Title,' +
    'Slug,Subtitle,Description,VersionNotes,TotalCompressedBytes,TotalUncompressedBytes',
  versions,
  (i) => {
    const set = i % datasets;
    const is_current = current(set) === i;
    const title = is_current ? `"${words(4)}, ${set}"` : words(2);
    const described = is_current && set % 3 > 0;
    return (
      `${i + 1},${set + 1},${i},${1 + random(users)},CC0,01/02/2021 03:04:05,` +
      `${1 + Math.floor(i / datasets)},` +
      `${title},set-${set},${is_current ? words(6) : ''},${described ? `"${prose()}"` : ''},` +
      `,${random(1e9)},${random(1e9)}\n`
    );
  },
);
