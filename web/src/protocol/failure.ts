// Errors that carry a code, and their form in messages between page and workers.
import type { Failure } from './messages';

const CODES: readonly Failure['code'][] = [
  'network',
  'missing',
  'corrupt',
  'invalid-format',
  'unsupported',
  'invalid-argument',
  'not-found',
  'out-of-memory',
  'failed',
];

/** An error of our own: `message` says what happened and what to do, in words for people. */
export class TaggerError extends Error {
  constructor(
    readonly code: Failure['code'],
    message: string,
  ) {
    super(message);
    this.name = 'TaggerError';
  }
}

/** In the words of browsers (RangeError), of C++ and of Emscripten. */
const OUT_OF_MEMORY = /out of memory|allocation failed|bad_alloc|\bOOM\b|could not allocate/i;

/** Any thrown value as a Failure; the core's errors keep their code. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Error && OUT_OF_MEMORY.test(error.message)) {
    return { code: 'out-of-memory', message: 'This device ran out of memory for the model.' };
  }
  if (!(error instanceof Error)) return { code: 'failed', message: String(error) };
  const given = 'code' in error ? error.code : undefined;
  return { code: CODES.find((code) => code === given) ?? 'failed', message: error.message };
}
