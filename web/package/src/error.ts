// The one kind of error that the package throws, but for aborted signals.

/** What went wrong, for programs. */
export type ErrorCode =
  /** A download failed or broke off; asking again may help. */
  | 'network'
  /** A file is not where it should be. */
  | 'missing'
  /** A file's bytes are not those that the manifest promises, twice in a row. */
  | 'corrupt'
  /** A file is not in the form that it should have. */
  | 'invalid-format'
  /** This browser or page lacks something; the message says what. */
  | 'unsupported'
  /** An argument of yours; the message names it. */
  | 'invalid-argument'
  /** The model has no such label or tier. */
  | 'not-found'
  | 'out-of-memory'
  /** The tagger was disposed of. */
  | 'disposed'
  /** Anything else. */
  | 'failed';

/** `message` says what happened and what to do, in words for people. */
export class LinnetError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'LinnetError';
    this.code = code;
  }
}
