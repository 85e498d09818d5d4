// Texts and options as programs give them, checked.
import type { BatchOptions, ExplainOptions, TagOptions, TextInput } from '../api.js';
import type { Text } from '../../../src/tagger/text-model';
import { LinnetError } from '../error.js';

/** Of a field, what is sent at most (UTF-16 units): beyond it the core reads nothing. */
const MAX_FIELD_UNITS = (1 << 20) + 1;

const DEFAULT_LOOK_AHEAD = 16;
const DEFAULT_MAX_RUNS = 128;

function field(value: unknown, name: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') {
    throw new LinnetError('invalid-argument', `The text's ${name} must be a string.`);
  }
  return value.slice(0, MAX_FIELD_UNITS);
}

export function toFields(text: TextInput): Text {
  if (typeof text === 'string') {
    const end = text.search(/[\r\n]/);
    if (end < 0) return { title: field(text, 'title'), description: '' };
    const description = text.slice(end).trimStart();
    return { title: field(text.slice(0, end), 'title'), description: field(description, '') };
  }
  if (typeof text !== 'object' || text === null || !('title' in text || 'description' in text)) {
    throw new LinnetError(
      'invalid-argument',
      'The text must be a string or an object with a title or a description.',
    );
  }
  return {
    title: field(text.title, 'title'),
    description: field(text.description, 'description'),
  };
}

/** Throws where `value` is given and no whole number of at least 1. */
function count(value: number | undefined, name: string): number | undefined {
  if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
    throw new LinnetError('invalid-argument', `${name} must be a whole number of at least 1.`);
  }
  return value;
}

function flag(value: boolean | undefined, name: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new LinnetError('invalid-argument', `${name} must be true or false.`);
  }
  return value ?? false;
}

export function checkTagOptions({ topK, threshold, anyText, readAll }: TagOptions) {
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1)) {
    throw new LinnetError('invalid-argument', 'threshold must be a number from 0 to 1.');
  }
  return {
    topK: count(topK, 'topK'),
    threshold,
    anyText: flag(anyText, 'anyText'),
    readAll: flag(readAll, 'readAll'),
  };
}

export function checkLookAhead({ lookAhead }: BatchOptions): number {
  return count(lookAhead, 'lookAhead') ?? DEFAULT_LOOK_AHEAD;
}

export function checkExplainOptions({ maxRuns, readAll }: ExplainOptions) {
  return {
    maxRuns: count(maxRuns, 'maxRuns') ?? DEFAULT_MAX_RUNS,
    readAll: flag(readAll, 'readAll'),
  };
}

export function checkThreads(threads: number | undefined): number {
  return count(threads, 'threads') ?? Infinity;
}
