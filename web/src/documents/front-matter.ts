// The YAML at the head of a Hugging Face card: its title and its tags. Tags are added in place; every
// other byte stays.
import { isAlias, isMap, isScalar, isSeq, parseDocument, Scalar, stringify, YAMLSeq } from 'yaml';
import { TaggerError } from '../protocol/failure';
import { keywordOf } from './tag-forms';

export interface FrontMatter {
  /** `pretty_name`; "" where there is none. */
  title: string;
  /** The YAML with the tags of `labels` that it lacks. Throws 'invalid-format' where it cannot be. */
  withTags(labels: readonly string[]): string;
}

function parse(yaml: string) {
  // Names are not compared with each other, which takes the square of their number.
  const document = parseDocument(yaml, { uniqueKeys: false });
  const [error] = document.errors;
  if (!error) return document;
  throw new TaggerError(
    'invalid-format',
    /call stack|recursion/i.test(error.message)
      ? 'The YAML at its head is nested too deeply.'
      : `The YAML at its head is broken: ${error.message.split('\n')[0] ?? ''}`,
  );
}

type Document = ReturnType<typeof parse>;

/** Of a name that is there twice the last one, as those who read cards take it. */
function pairOf(document: Document, name: string) {
  if (!isMap(document.contents)) return undefined;
  return document.contents.items.filter(({ key }) => isScalar(key) && key.value === name).at(-1);
}

/** By the rules of YAML 1.1, which Hugging Face reads: "no" is no word there. */
const plain = (tag: string) => stringify(tag, { version: '1.1', lineWidth: 0 }).trimEnd();

/** Between the brackets of a list commas have a meaning of their own. */
const inBrackets = (tag: string) => (/[,[\]{}]/.test(tag) ? JSON.stringify(tag) : plain(tag));

function refuse(): never {
  throw new TaggerError(
    'invalid-format',
    'The tags at the head of the file are written in a way that Linnet does not change.',
  );
}

/** Words of the list; "" in place of what is none. */
function wordsOf(list: YAMLSeq): string[] {
  return list.items.map((item) => {
    if (isAlias(item)) return '';
    return isScalar(item) ? String(item.value) : '';
  });
}

function presentTags(value: unknown): string[] {
  if (isSeq(value)) return wordsOf(value as YAMLSeq);
  return isScalar(value) && value.value !== null ? [String(value.value)] : [];
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

function appendToList(yaml: string, list: YAMLSeq, added: readonly string[], eol: string): Edit {
  const start = list.range?.[0] ?? refuse();
  const last = list.items.at(-1) as { range?: [number, number, number] } | undefined;
  if (list.flow) {
    const at = last?.range?.[1] ?? start + 1;
    return { start: at, end: at, text: (last ? ', ' : '') + added.map(inBrackets).join(', ') };
  }
  const lineStart = yaml.lastIndexOf('\n', start) + 1;
  const indent = yaml.slice(lineStart, start);
  const end = last?.range?.[1] ?? refuse();
  if (indent.trim() !== '') refuse();
  const items = added.map((tag) => `${indent}- ${plain(tag)}${eol}`).join('');
  const lineEnd = yaml[end - 1] === '\n' ? end - 1 : yaml.indexOf('\n', end);
  return lineEnd < 0
    ? { start: yaml.length, end: yaml.length, text: eol + items }
    : { start: lineEnd + 1, end: lineEnd + 1, text: items };
}

function replaceScalar(value: Scalar, added: readonly string[]): Edit {
  const [start, end] = value.range ?? refuse();
  if (value.type === Scalar.BLOCK_FOLDED || value.type === Scalar.BLOCK_LITERAL) refuse();
  const kept = value.value === null ? [] : [String(value.value)];
  return { start, end, text: `[${[...kept, ...added].map(inBrackets).join(', ')}]` };
}

function editFor(yaml: string, document: Document, added: readonly string[], eol: string): Edit {
  const pair = pairOf(document, 'tags');
  if (!pair) {
    const { contents } = document;
    const isPlace = isMap(contents)
      ? !contents.flow
      : contents === null || (isScalar(contents) && contents.value === null);
    if (!isPlace) refuse();
    const before = yaml === '' || yaml.endsWith('\n') ? '' : eol;
    const list = added.map((tag) => `- ${plain(tag)}${eol}`).join('');
    return { start: yaml.length, end: yaml.length, text: `${before}tags:${eol}${list}` };
  }
  if (isSeq(pair.value)) return appendToList(yaml, pair.value as YAMLSeq, added, eol);
  if (isScalar(pair.value)) {
    const { value, range } = pair.value;
    if (value !== null || !range || range[0] !== range[1]) return replaceScalar(pair.value, added);
    // Nothing, and maybe a comment, follows the colon.
    const colon = yaml.indexOf(':', (pair.key as Scalar).range?.[1] ?? refuse()) + 1;
    return { start: colon, end: colon, text: ` [${added.map(inBrackets).join(', ')}]` };
  }
  return refuse();
}

/**
 * `yaml` is what stands between the two lines "---", `eol` what ends the file's lines. Throws
 * 'invalid-format' where it is no YAML.
 */
export function readFrontMatter(yaml: string, eol: string): FrontMatter {
  const document = parse(yaml);
  const name = pairOf(document, 'pretty_name')?.value;
  return {
    title: isScalar(name) && typeof name.value === 'string' ? name.value : '',
    withTags(labels) {
      const present = presentTags(pairOf(document, 'tags')?.value);
      const known = new Set(present.map(keywordOf));
      const added = [...new Set(labels.map(keywordOf))].filter((tag) => !known.has(tag));
      if (added.length === 0) return yaml;
      const { start, end, text } = editFor(yaml, document, added, eol);
      const edited = yaml.slice(0, start) + text + yaml.slice(end);
      // YAML has more forms than are known here: what comes out must read as what was meant.
      const reread = presentTags(pairOf(parse(edited), 'tags')?.value);
      if (JSON.stringify(reread) !== JSON.stringify([...present, ...added])) refuse();
      return edited;
    },
  };
}
