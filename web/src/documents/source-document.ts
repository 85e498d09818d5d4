// Files that describe a data set: read for their title and description, and given back with tags.
import { TaggerError } from '../protocol/failure';
import { readCroissant } from './croissant';
import { readKaggleMetadata } from './kaggle-metadata';
import { readReadme } from './readme';

export interface SourceDocument {
  kind: 'kaggle-metadata' | 'croissant' | 'readme';
  title: string;
  /** Plain text. */
  description: string;
  /** The whole file with these tags added to those that it has, and nothing else changed. */
  withTags(labels: readonly string[]): Promise<string>;
}

export const MAX_DOCUMENT_BYTES = 5_000_000;

export const ACCEPTED = '.json,.jsonld,.md,.markdown';

const EXPECTED =
  'Linnet reads a Kaggle dataset-metadata.json, a Croissant file (JSON-LD) or a README.md.';

function refuse(message: string): never {
  throw new TaggerError('invalid-format', `${message} ${EXPECTED}`);
}

/**
 * Reads a file of at most MAX_DOCUMENT_BYTES. Throws 'invalid-format' with what the file is and what
 * is expected.
 */
export async function readDocument(file: File): Promise<SourceDocument> {
  if (file.size > MAX_DOCUMENT_BYTES) {
    refuse(`${file.name} has ${Math.round(file.size / 1e6)} MB, more than a description has.`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    refuse(`${file.name} cannot be read as text (UTF-8).`);
  }
  if (text.includes('\0')) refuse(`${file.name} is no text.`);
  if (/\.(md|markdown)$/i.test(file.name)) return readReadme(text);
  if (/\.(json|jsonld)$/i.test(file.name)) {
    const value = parseJson(file.name, text);
    return (
      readCroissant(text, value) ??
      readKaggleMetadata(text, value) ??
      refuse(`${file.name} is JSON, but neither of the two descriptions.`)
    );
  }
  return refuse(`${file.name} is of another kind.`);
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
