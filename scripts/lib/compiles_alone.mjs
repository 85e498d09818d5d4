// Compiles each file alone, with the options of its folder: one that leans on what others included before
// it is named, with what it lacks.
//
//   node scripts/lib/compiles_alone.mjs BUILD_FOLDER <FILES      headers or sources, one path a line
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, relative } from 'node:path';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { commandsByFile } from './compile_commands.mjs';

const root = process.cwd();
const [, , buildFolder = 'build/dev'] = process.argv;

/** @type {Map<string, { directory: string, words: string[] }>} by folder: how its files are compiled */
const options = new Map();
for (const { directory, command, file } of commandsByFile(buildFolder)) {
  const words = command.split(' ').filter(Boolean);
  const folder = relative(root, dirname(file));
  // Several targets may share a folder: the one with the most include folders knows most libraries.
  const weight = words.filter((word) => /^-(I|isystem)/.test(word)).length;
  const known =
    options.get(folder)?.words.filter((word) => /^-(I|isystem)/.test(word)).length ?? -1;
  if (weight > known)
    options.set(folder, { directory, words: words.slice(0, words.indexOf('-c')) });
}

const files = readFileSync(0, 'utf8').split('\n').filter(Boolean);

/** @param {string} path */
async function failureOf(path) {
  const folders = [...options.keys()];
  let folder = dirname(path);
  let known = options.has(folder)
    ? folder
    : folders.find((other) => other.startsWith(`${folder}/`));
  // A folder that this build leaves out is compiled like the one above it.
  while (known === undefined && folder !== '.') {
    folder = dirname(folder);
    known = options.has(folder) ? folder : undefined;
  }
  const found = options.get(known ?? '');
  if (!found) return `${buildFolder} compiles nothing in its folder`;
  const [compiler = 'c++', ...words] = found.words;
  const plain = words.map((word) => word.replaceAll('\\"', '"'));
  const run = promisify(execFile)(
    compiler,
    [...plain, `-I${root}`, '-fsyntax-only', '-x', 'c++', '-'],
    {
      cwd: found.directory,
      maxBuffer: 1 << 26,
    },
  );
  run.child.stdin?.end(`#include "${path}"\n`);
  return run.then(
    () => '',
    (/** @type {{ stderr: string }} */ { stderr }) => stderr.split('\n').slice(0, 12).join('\n'),
  );
}

const limit = pLimit(availableParallelism());
const failures = (
  await Promise.all(
    files.map((file) => limit(async () => ({ file, failure: await failureOf(file) }))),
  )
).filter(({ failure }) => failure !== '');
for (const { file, failure } of failures)
  console.error(`error: ${file} does not stand alone\n${failure}\n`);
console.log(`${files.length - failures.length} of ${files.length} files stand alone`);
process.exitCode = failures.length > 0 ? 1 : 0;
