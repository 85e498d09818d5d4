// What a failed test or stage said, in a few lines: enough to tell what happened where the rest of a log is
// cut off.
import { stripVTControlCharacters } from 'node:util';

const MOST_LINES = 6;
const MOST_CHARACTERS = 200;

/**
 * @typedef {string | { '#text'?: string, message?: string }} Said an element of JUnit's form
 * @typedef {{ filename?: string, line?: string, type?: string, '#text'?: string, Original?: string,
 *   Expanded?: string, success?: string }} Finding
 */

/**
 * @param {string} text
 * @returns {string[]} its lines without empty ones
 */
function linesOf(text) {
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '');
}

/** @param {readonly string[]} lines */
const cut = (lines) =>
  lines
    .slice(0, MOST_LINES)
    .map((line) =>
      line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line,
    );

/** Lines of Vitest's that say nothing of their own. */
const HEADS = /^(- Expected|\+ Received|@@ .* @@)$/;
/** Where in a test it failed, in Vitest's words. */
const PLACE = /^ *❯ /;

/**
 * The first lines of a test's failures and errors, with the place where it failed; or, where these
 * have no words, the last lines of what it wrote.
 *
 * @param {readonly Said[]} failures
 * @param {Said | undefined} output
 * @returns {string[]}
 */
export function saidByJUnit(failures, output) {
  const textOf = (/** @type {Said | undefined} */ said) =>
    String((typeof said === 'object' ? said['#text'] || said.message : said) ?? '');
  const said = failures
    .flatMap((failure) => linesOf(textOf(failure)))
    .filter((line) => !HEADS.test(line));
  if (said.length === 0) return lastLines(textOf(output));
  const place = said.filter((line) => PLACE.test(line)).slice(0, 1);
  const words = said.filter((line) => !PLACE.test(line));
  return cut([...words.slice(0, MOST_LINES - place.length), ...place]);
}

/**
 * The last lines of a log.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function lastLines(text) {
  return cut(linesOf(text).slice(-MOST_LINES));
}

/**
 * A line for each assertion of a case of Catch2 that does not hold, with its place.
 *
 * @param {object} element the case, or a section of it
 * @returns {string[]}
 */
export function saidByCatch(element) {
  return cut(findings(element));
}

/** Of elements that say what went wrong; what else a case holds are its sections. */
const FINDINGS = new Set(['Expression', 'Failure', 'Exception', 'FatalErrorCondition']);

/**
 * @param {object} element
 * @returns {string[]}
 */
function findings(element) {
  return Object.entries(element).flatMap(([name, value]) =>
    [value].flat().flatMap((child) => {
      if (typeof child !== 'object' || child === null) return [];
      if (!FINDINGS.has(name)) return findings(child);
      return name === 'Expression' && child.success === 'true' ? [] : [findingText(name, child)];
    }),
  );
}

/**
 * @param {string} name
 * @param {Finding & { Exception?: Finding }} finding
 */
function findingText(name, finding) {
  const { filename = '', line = '', Original, Expanded, Exception } = finding;
  const place = `${filename.replace(/^.*\/(?=tests\/)/, '')}:${line}:`;
  const thrown = Exception?.['#text'] ? `, thrown: ${Exception['#text']}` : '';
  const said =
    Original === undefined
      ? (finding['#text'] ?? name)
      : `${finding.type ?? ''}( ${Original} ): ${Expanded ?? ''}${thrown}`;
  return `${place} ${stripVTControlCharacters(said).replace(/\s+/g, ' ')}`;
}
