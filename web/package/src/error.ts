// The one kind of error that the package throws, but for aborted signals.

import type { ErrorCode } from './api.js';

/** `message` says what happened and what to do, in words for people. */
export class LinnetError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'LinnetError';
    this.code = code;
  }
}
