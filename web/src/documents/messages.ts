// What the page and the worker that reads files say to each other: one answer to each request.
import type { Failure } from '../protocol/messages';

/** From the page. */
export type DocumentRequest =
  /** First of all, once. */
  | { type: 'read'; file: File }
  /** The file that was read, with these tags added. */
  | { type: 'add-tags'; labels: readonly string[] };

/** From the worker. */
export type DocumentResponse =
  | { type: 'read'; title: string; description: string; shortened: boolean }
  | { type: 'tags-added'; text: string }
  | { type: 'failed'; failure: Failure };
