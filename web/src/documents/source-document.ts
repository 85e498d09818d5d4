// Files that describe a data set: read for their title and description, and given back with tags.
import { TaggerError } from '../protocol/failure';
import { readCroissant } from './croissant';
import { readKaggleMetadata } from './kaggle-metadata';
import { MAX_MARKDOWN_CHARACTERS } from './markdown';
import { readReadme } from './readme';

export interface SourceDocument {
  kind: 'kaggle-metadata' | 'croissant' | 'readme';
  /** One line. */
  title: string;
  /** Plain text. */
  description: string;
  /** The description goes on beyond what is read of it. */
  shortened: boolean;
  /**
   * The whole file with these tags added to those that it has, and nothing else changed. Throws
   * 'invalid-format' where they have no place in it.
   */
  withTags(labels: readonly string[]): string;
}

export const MAX_DOCUMENT_BYTES = 5_000_000;

const MAX_TITLE_CHARACTERS = 1000;

const BYTE_ORDER_MARK = '\uFEFF';

const EXPECTED =
  'Linnet reads a Kaggle dataset-metadata.json, a Croissant file (JSON-LD) or a README.md.';

function refuse(message: string): never {
  throw new TaggerError('invalid-format', `${message} ${EXPECTED}`);
}

/** UTF-8 as it is, a byte order mark included. */
async function readText(file: File): Promise<string> {
  if (file.size > MAX_DOCUMENT_BYTES) {
    const megabytes = Math.ceil(file.size / 1e6);
    refuse(`${file.name} has ${megabytes} MB, more than a description has.`);
  }
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    refuse(`${file.name} cannot be read. A folder cannot be opened, only a file.`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    refuse(`${file.name} cannot be read as text (UTF-8).`);
  }
  if (text.includes('\0')) refuse(`${file.name} is no text.`);
  return text;
}

function parseJson(name: string, text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    refuse(`${name} is broken JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(`${name} holds no JSON object.`);
  }
  return value as Record<string, unknown>;
}

function readByKind(name: string, text: string): SourceDocument {
  if (/\.(md|markdown)$|^readme$/i.test(name)) {
    try {
      return readReadme(text);
    } catch (error) {
      if (error instanceof TaggerError) refuse(`${name}: ${error.message}`);
      if (error instanceof RangeError) refuse(`${name} is nested too deeply.`);
      throw error;
    }
  }
  if (/\.(json|jsonld)$/i.test(name)) {
    const value = parseJson(name, text);
    return (
      readCroissant(text, value) ??
      readKaggleMetadata(text, value) ??
      refuse(`${name} is JSON, but neither of the two descriptions.`)
    );
  }
  return refuse(`${name} is of another kind.`);
}

/**
 * Reads a file of at most MAX_DOCUMENT_BYTES; of its title and description, the beginning where they
 * are very long. Throws 'invalid-format' with what the file is and what is expected.
 */
export async function readDocument(file: File): Promise<SourceDocument> {
  const whole = await readText(file);
  const mark = whole.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const document = readByKind(file.name, whole.slice(mark.length));
  const title = document.title.replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE_CHARACTERS);
  const description = document.description.trim().slice(0, MAX_MARKDOWN_CHARACTERS);
  if (title === '' && description === '') {
    refuse(`${file.name} has neither a title nor a description.`);
  }
  return {
    kind: document.kind,
    title,
    description,
    shortened: document.shortened,
    withTags: (labels) => mark + document.withTags(labels),
  };
}
