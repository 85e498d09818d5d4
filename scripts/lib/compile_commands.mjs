// The compile commands of a build, file by file: CMake compiles the files of a target together, and its
// compile_commands.json names those unions alone.
//
//   node scripts/lib/compile_commands.mjs BUILD_FOLDER > compile_commands.json
//
// Each .cpp gets the command of the union that includes it, without its output and its precompiled
// header, so that what a file takes from its neighbours is missed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** @typedef {{ directory: string, command: string, file: string }} Entry */

/** @param {string} path of a file that CMake made of several */
const includedBy = (path) =>
  [...readFileSync(path, 'utf8').matchAll(/^#include "(.+)"$/gm)].map(([, file]) => file ?? '');

/** @param {string} command */
function withoutOutput(command) {
  return command
    .replace(/^\S*ccache /, '')
    .replace(/ -M[TF] \S+| -MD\b| -o \S+| -Winvalid-pch\b/g, '')
    .replace(/( -Xclang)? -include(-pch)?( -Xclang)? \S*cmake_pch\S*/g, '');
}

/**
 * @param {string} buildFolder
 * @returns {Entry[]} one for each file
 */
export function commandsByFile(buildFolder) {
  /** @type {Entry[]} */
  const entries = JSON.parse(readFileSync(join(buildFolder, 'compile_commands.json'), 'utf8'));
  return entries.flatMap(({ directory, command, file }) => {
    const files = /\/Unity\/unity_\d+_\w+\.cxx$/.test(file) ? includedBy(file) : [file];
    const bare = withoutOutput(command).replace(` -c ${file}`, '');
    return files.map((each) => ({ directory, file: each, command: `${bare} -c ${each}` }));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , buildFolder = join(fileURLToPath(new URL('../..', import.meta.url)), 'build/asan')] =
    process.argv;
  process.stdout.write(`${JSON.stringify(commandsByFile(buildFolder), null, 1)}\n`);
}
