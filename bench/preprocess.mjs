// How fast and in how much memory `linnet preprocess` reads a large table. Makes CSV files of random
// words in a temporary folder: one where every row is kept, and two of different sizes with the same
// count of rows that are kept, so that the table shows what memory grows with.
//
//   node bench/preprocess.mjs --linnet build/release/bin/linnet --megabytes 100
import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    linnet: { type: 'string', default: 'build/release/bin/linnet' },
    megabytes: { type: 'string', default: '100' },
    json: { type: 'string' },
  },
});
const megabytes = Number(values.megabytes);
const TAGS = Array.from({ length: 60 }, (_, i) => `tag ${i}`);

/** Numerical Recipes' generator: the same file each time. @param {number} seed */
function randomFrom(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * Rows have a description of about 1,000 characters, a tenth of them quoted line breaks; `kept` of
 * them have tags.
 * @param {string} path @param {number} bytes @param {number} kept
 */
function writeTable(path, bytes, kept) {
  const random = randomFrom(7);
  const file = openSync(path, 'w');
  writeSync(file, 'url,title,description,categories\n');
  let written = 0;
  for (let row = 0; written < bytes; ++row) {
    const words = Array.from({ length: 150 }, () => `word${random(5000)}`);
    if (random(10) === 0) words[75] = 'line\nbreak, "quoted"';
    const tags = row < kept ? `${TAGS[random(60)]}, ${TAGS[random(60)]}` : '';
    const line = `https://example.org/${row},Title ${row},"${words.join(' ').replaceAll('"', '""')}","${tags}"\n`;
    writeSync(file, line);
    written += line.length;
  }
  closeSync(file);
}

/** Runs linnet and watches its peak of resident memory. @param {string} input @param {string} output */
async function measure(input, output) {
  const start = process.hrtime.bigint();
  const child = spawn(values.linnet, ['preprocess', '-i', input, '-o', output, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let report = '';
  child.stdout.on('data', (chunk) => (report += chunk));
  let peak = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // the process has ended between two looks
    }
  }, 10);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`linnet preprocess ended with ${code}`);
  const steps = JSON.parse(report).steps;
  return {
    rows: steps[0].rows,
    kept: steps.at(-1).rows,
    seconds: Number(process.hrtime.bigint() - start) / 1e9,
    peak_mb: peak / 1024,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'linnet-bench-'));
const results = [];
try {
  for (const [name, size, kept] of /** @type {const} */ ([
    ['all rows kept', megabytes, Infinity],
    ['5,000 rows kept', megabytes, 5000],
    ['5,000 rows kept', 2 * megabytes, 5000],
  ])) {
    const input = join(folder, 'table.csv');
    writeTable(input, size * 1e6, kept);
    results.push({ name, megabytes: size, ...(await measure(input, join(folder, 'out'))) });
  }
} finally {
  rmSync(folder, { recursive: true });
}

console.log('table              MB      rows     kept   seconds   MB/s   peak MB');
for (const r of results) {
  console.log(
    r.name.padEnd(16),
    String(r.megabytes).padStart(4),
    String(r.rows).padStart(9),
    String(r.kept).padStart(8),
    r.seconds.toFixed(2).padStart(9),
    (r.megabytes / r.seconds).toFixed(0).padStart(6),
    r.peak_mb.toFixed(0).padStart(9),
  );
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
