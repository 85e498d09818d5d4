// What scripts/test and scripts/check say at their end of the tests that failed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const SUMMARY = fileURLToPath(new URL('../../../scripts/lib/test_summary.mjs', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linnet-summary-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** What is said from the first failure on, and the exit code. */
function summary(): { lines: string[]; status: number | null } {
  const { stdout, status } = spawnSync(process.execPath, [SUMMARY, 'results'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const lines = stdout.trimEnd().split('\n');
  const first = lines.findIndex((line) => line.startsWith('FAILED'));
  return { lines: lines.slice(first < 0 ? -1 : first), status };
}

const stage = (name: string, status: string) =>
  write(`results/${name}.stage`, `${name}\t${status}\t3\n`);

const suites = (...cases: string[]) =>
  `<testsuites><testsuite name="x">${cases.join('\n')}</testsuite></testsuites>`;

/** As ctest tells it; what Catch2 says of it is in a file of its own. */
function failCsvTest(written = ''): void {
  stage('tests-dev-core', 'FAILED');
  write(
    'results/tests-dev-core.xml',
    suites(
      `<testcase name="core: core/csv_test" classname="core: core/csv_test" time="1" status="fail">
        <failure message=""/><system-out>${written}</system-out></testcase>`,
    ),
  );
}

test('a test of Vitest that failed is followed by what it said and where', () => {
  stage('tests-unit', 'FAILED');
  write(
    'results/tests-unit.xml',
    suites(
      '<testcase classname="a.test.ts" name="is well" time="0.1"></testcase>',
      `<testcase classname="a.test.ts" name="is &gt; not" time="0.2">
        <failure message="expected" type="AssertionError">
AssertionError: expected [ 1 ] to deeply equal [ 2 ]

- Expected
+ Received

@@ -1,3 +1,3 @@
  [
-   2,
+   1,
${'    more,\n'.repeat(50)}
 ❯ a.test.ts:82:20
        </failure>
      </testcase>`,
    ),
  );
  expect(summary()).toEqual({
    lines: [
      'FAILED: tests-unit: a.test.ts is > not',
      '        AssertionError: expected [ 1 ] to deeply equal [ 2 ]',
      '          [',
      '        -   2,',
      '        +   1,',
      '            more,',
      '         ❯ a.test.ts:82:20',
      '',
      '1 passed, 1 failed',
    ],
    status: 1,
  });
});

test('a case of Catch2 is followed by each assertion that does not hold, also within sections', () => {
  failCsvTest();
  write(
    'build/dev/results/core.csv_test.xml',
    `<Catch><Group name="g"><TestCase name="quotes">
      <Expression success="true" type="REQUIRE" filename="/x/tests/core/csv_test.cpp" line="7">
        <Original>a</Original><Expanded>true</Expanded></Expression>
      <Section name="s"><Expression success="false" type="CHECK" filename="/x/tests/core/csv_test.cpp" line="8">
        <Original>n == 3</Original><Expanded>
          2 == 3
        </Expanded></Expression></Section>
      <Exception filename="/x/tests/core/csv_test.cpp" line="9">out of
        range</Exception>
      <OverallResult success="false" durationInSeconds="0.5"/></TestCase></Group></Catch>`,
  );
  expect(summary().lines).toEqual([
    'FAILED: dev csv_test: quotes',
    '        tests/core/csv_test.cpp:8: CHECK( n == 3 ): 2 == 3',
    '        tests/core/csv_test.cpp:9: out of range',
    '',
    '0 passed, 1 failed',
  ]);
});

test('a program of tests that broke off is followed by the end of what it wrote', () => {
  failCsvTest('begun\nterminate called');
  write('build/dev/results/core.csv_test.xml', '<Catch><Group name="g"><TestCase name="quo');
  expect(summary().lines.slice(0, 3)).toEqual([
    'FAILED: dev csv_test, as a whole',
    '        begun',
    '        terminate called',
  ]);
});

test('a stage without a report is followed by the end of its log, cut and without colours', () => {
  stage('types', 'FAILED');
  write('results/types.log', `\x1b[31mfirst\x1b[0m\n${'line\n'.repeat(5)}${'x'.repeat(500)}\n`);
  const { lines } = summary();
  expect(lines.slice(0, 3)).toEqual(['FAILED: types', '        line', '        line']);
  expect(lines[6]).toBe(`        ${'x'.repeat(199)}…`);
});

test('of a thousand failures the first alone are told with what they said', () => {
  stage('tests-unit', 'FAILED');
  const failure = '<failure>AssertionError: no</failure>';
  write(
    'results/tests-unit.xml',
    suites(
      ...Array.from(
        { length: 1000 },
        (_, index) =>
          `<testcase classname="a.test.ts" name="${index}" time="0">${failure}</testcase>`,
      ),
    ),
  );
  const { lines } = summary();
  expect(lines.filter((line) => line.startsWith('FAILED'))).toHaveLength(1000);
  expect(lines.filter((line) => line.includes('AssertionError'))).toHaveLength(20);
});

test('where nothing failed, nothing is quoted', () => {
  stage('types', 'passed');
  write('results/types.log', 'said in passing\n');
  expect(summary()).toEqual({ lines: ['1 passed, 0 failed'], status: 0 });
});
