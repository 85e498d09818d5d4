// Counts what the stages of scripts/test or scripts/check left in a folder, names the slowest tests and,
// with the first lines of what they said, those that failed, and ends with one line,
// `N passed, N failed`; exits 1 where anything failed or nothing ran.
//
//   node scripts/lib/test_summary.mjs RESULTS_FOLDER
//   node scripts/lib/test_summary.mjs --count RESULTS_FOLDER STAGE    how many tests it has
//
// A stage with a report (RESULTS/STAGE.xml, JUnit's form) counts as the tests in it. A test of ctest's
// whose name is `ROOM: PART/FILE` is one file of Catch2 tests; its cases are in
// build/PRESET/results/ROOM.FILE.xml, Catch2's own form. Any other stage counts as one test. A stage that
// was not run again says itself how many tests passed when it was.
import { XMLParser } from 'fast-xml-parser';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, saidByCatch, saidByJUnit } from './failure_text.mjs';

const SLOWEST = 10;
/** Of those that failed; of others only the names are told. */
const MOST_QUOTED = 20;
const LISTS = new Set(['testsuite', 'testcase', 'TestCase', 'failure', 'error']);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => LISTS.has(name),
  parseTagValue: false,
  processEntities: { enabled: true, maxTotalExpansions: Infinity },
});

/**
 * @typedef {{ name: string, seconds: number, failed: boolean, said?: string[] }} Test
 * @typedef {{ name: string, OverallResult?: { success: string, durationInSeconds?: string } }} CatchCase
 * @typedef {{ name: string, classname: string, time?: string, status?: string,
 *   failure?: Said[], error?: Said[], 'system-out'?: Said }} JUnitCase
 * @typedef {import('./failure_text.mjs').Said} Said
 * @typedef {{ testcase?: JUnitCase[] }} JUnitSuite
 */

/** @param {string} path */
const read = (path) => parser.parse(readFileSync(path, 'utf8'));

/**
 * The cases of one file; one that failed more where the program did not end as its report says.
 *
 * @param {string} path
 * @param {string} name
 * @param {number} seconds
 * @param {string[] | undefined} wrong what the program said, where it did not end well
 * @returns {Test[]}
 */
function casesOfCatch(path, name, seconds, wrong) {
  const passed = wrong === undefined;
  const ended = { name: `${name}, as a whole`, seconds, failed: !passed, said: wrong ?? [] };
  if (!existsSync(path)) return [{ ...ended, failed: true }];
  /** @type {CatchCase[]} */
  let cases;
  try {
    cases = read(path).Catch?.Group?.TestCase ?? [];
  } catch {
    cases = [];
  }
  const tests = cases.map((test) => ({
    name: `${name}: ${test.name}`,
    seconds: Number(test.OverallResult?.durationInSeconds ?? 0),
    failed: test.OverallResult?.success !== 'true',
    said: saidByCatch(test),
  }));
  // No case at all is a failure: a file whose tests do not run proves nothing.
  const anyFailed = tests.some(({ failed }) => failed);
  return tests.length === 0 || (!passed && !anyFailed)
    ? [...tests, { ...ended, failed: true }]
    : tests;
}

/**
 * @param {string} stage
 * @param {string} path of its report
 * @param {string} preset
 * @returns {Test[]}
 */
function testsOf(stage, path, preset) {
  const suites = read(path);
  /** @type {JUnitCase[]} */
  const found = (suites.testsuites?.testsuite ?? suites.testsuite ?? []).flatMap(
    (/** @type {JUnitSuite} */ suite) => suite.testcase ?? [],
  );
  return found.flatMap((test) => {
    const failed = Boolean(test.failure || test.error) || test.status === 'fail';
    const seconds = Number(test.time ?? 0);
    const said = failed
      ? saidByJUnit([...(test.failure ?? []), ...(test.error ?? [])], test['system-out'])
      : undefined;
    const [, room, file] = /^(\w+): \w+\/(\w+)$/.exec(test.name) ?? [];
    if (!room)
      return [
        { name: `${stage}: ${test.classname} ${test.name}`, seconds, failed, said: said ?? [] },
      ];
    const cases = join('build', preset, 'results', `${room}.${file}.xml`);
    return casesOfCatch(cases, `${preset} ${file}`, seconds, said);
  });
}

/**
 * @param {string} folder
 * @param {string} stage
 * @returns {Test[]} none where it has no report
 */
function reported(folder, stage) {
  const report = join(folder, `${stage}.xml`);
  const [, preset = ''] = /^tests-(\w+)-/.exec(stage) ?? [];
  return existsSync(report) ? testsOf(stage, report, preset) : [];
}

if (process.argv[2] === '--count') {
  const [folder = '', stage = ''] = process.argv.slice(3);
  console.log(Math.max(1, reported(folder, stage).length));
  process.exit();
}

const folder = process.argv[2] ?? 'build/results/test';
let earlier = 0;
/** @type {Test[]} */
const tests = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith('.stage'))) {
  const [stage = '', status = '', seconds = '', count = ''] = readFileSync(
    join(folder, file),
    'utf8',
  )
    .trim()
    .split('\t');
  if (status === 'unchanged') {
    earlier += Number(count);
    continue;
  }
  const failed = status !== 'passed';
  let found = status === 'not run' ? [] : reported(folder, stage);
  // A stage that failed although its report has no failure (or no report) is a failure by itself.
  if (found.length === 0 || (failed && !found.some((test) => test.failed))) {
    const log = join(folder, `${stage}.log`);
    const said = status === 'FAILED' && existsSync(log) ? lastLines(readFileSync(log, 'utf8')) : [];
    found = [...found, { name: stage, seconds: Number(seconds), failed, said }];
  }
  tests.push(...found);
}

const failures = tests.filter((test) => test.failed);
const passed = tests.length - failures.length + earlier;
const ranked = [...tests].sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
console.log('\nthe slowest:');
for (const { name, seconds } of ranked) console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
if (earlier > 0) {
  console.log(
    `\n${earlier} of those that passed did so before, with the same inputs, and were not run again: --again runs them`,
  );
}
for (const [index, { name, said = [] }] of failures.entries()) {
  console.log(`FAILED: ${name}`);
  if (index < MOST_QUOTED) for (const line of said) console.log(`        ${line}`);
}
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
