// What a tagger and its worker say to each other.
import type { Failure } from '../../src/protocol/messages';
import type { Explanation, Progress, TagResult, TaggerInfo, TierChoice } from './api.js';

export interface OpenRequest {
  type: 'open';
  /** Absolute; ends with a slash. */
  baseUrl: string;
  tier: TierChoice;
  threads: number;
  cache: boolean;
  /** Absolute addresses; where missing, the worker's own way of finding them counts. */
  runtime: { module: string; wasm: string } | undefined;
}

export interface TagRequest {
  type: 'tag';
  id: number;
  title: string;
  description: string;
  topK: number | undefined;
  threshold: number | undefined;
  anyText: boolean;
  readAll: boolean;
}

export interface ExplainRequest {
  type: 'explain';
  id: number;
  title: string;
  description: string;
  label: string;
  maxRuns: number;
  readAll: boolean;
}

export type Request =
  /** First of all, once. */
  | OpenRequest
  /** Texts are read in the order of their requests. */
  | TagRequest
  | ExplainRequest
  /** The answer to this request is not wanted any more; none will come if it is still early. */
  | { type: 'cancel'; id: number };

/** As a Failure crosses from a worker, an Error would lose its code. */
export type PlainInfo = Omit<TaggerInfo, 'fallbackReason'> & { fallback: Failure | undefined };

export type Response =
  | { type: 'progress'; progress: Progress }
  | { type: 'opened'; info: PlainInfo; labels: string[] }
  | { type: 'open-failed'; failure: Failure }
  | { type: 'tagged'; id: number; result: TagResult }
  | { type: 'explained'; id: number; explanation: Explanation }
  | { type: 'failed'; id: number; failure: Failure };
