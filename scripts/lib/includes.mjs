// Which files a change can make look different to the compiler: those that it touches and all that
// include them, directly or not.
//
//   node scripts/lib/includes.mjs <CHANGED_FILES      one path a line, from the top of the tree
//
// Prints them, sources and headers. Linnet's includes are all written from the top of the tree; an include
// that some build leaves out counts too.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const sources = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '*.cpp', '*.h', '*.h.in'],
  {
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((path) => path && existsSync(path));

/** @type {Map<string, string[]>} */
const includers = new Map();
for (const path of sources) {
  for (const [, included = ''] of readFileSync(path, 'utf8').matchAll(/^\s*#include "(.+)"/gm)) {
    includers.set(included, [...(includers.get(included) ?? []), path]);
  }
}

const reached = new Set(readFileSync(0, 'utf8').split('\n').filter(Boolean));
for (const path of reached) {
  // A header that CMake makes of a template is included under its own name.
  for (const name of [path, path.replace(/\.h\.in$/, '.h')]) {
    for (const includer of includers.get(name) ?? []) reached.add(includer);
  }
}
console.log(
  [...reached]
    .filter((path) => sources.includes(path))
    .sort()
    .join('\n'),
);
