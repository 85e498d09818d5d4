// What the page "Many at once" and its worker say to each other.
import type { BundleSummary, Failure, Tag, TierName } from '../protocol/messages';

/** Rows of a file that are tagged at most. */
export const MAX_ROWS = 100_000;

export type Delimiter = ',' | ';' | '\t';

export type TableFormat =
  /** `header`: the first record names the columns. */
  { kind: 'csv'; delimiter: Delimiter; header: boolean } | { kind: 'json-lines' };

/** Which columns are read, by index; at least one is there. */
export interface ColumnChoice {
  title: number | undefined;
  description: number | undefined;
}

/** All on which the tags of a row depend, beside the file and the model. */
export interface RunSettings {
  format: TableFormat;
  columns: ColumnChoice;
  tier: TierName;
}

export interface Inspection {
  name: string;
  bytes: number;
  format: TableFormat;
  /** Unique names; those of a file without a header are made up. */
  columnNames: string[];
  guess: ColumnChoice;
  /** The first rows, in the order of the columns; long cells are cut. */
  preview: string[][];
  /** All of the file, malformed ones included; more than MAX_ROWS are not tagged. */
  rows: number;
  malformedRows: number;
}

/** A run of which rows are kept on this device. */
export interface KeptRun {
  key: string;
  name: string;
  bytes: number;
  settings: RunSettings;
  /** Rows done, of `rows`. */
  done: number;
  rows: number;
  /** When the last row was kept, in milliseconds since 1970. */
  updated: number;
}

/**
 * Whether results survive a reload: 'unavailable' in some private modes, 'full' where the browser
 * granted no more room the last time that rows were kept, 'elsewhere' where another tab has begun
 * the same run anew or has forgotten it.
 */
export type KeepingState = 'available' | 'unavailable' | 'full' | 'elsewhere';

export type RowFilter = 'all' | 'without-tag' | 'with-error';

export interface RowError {
  /** Of the file, from 1. */
  line: number;
  /** From 1, in bytes; where it is known. */
  column?: number;
  message: string;
}

export type RowOutcome =
  /** `dataSet`: as of an Answer; where it is false, there are no tags. */
  | { status: 'tagged'; tags: Tag[]; truncated: boolean; dataSet: boolean }
  /** Title and description are empty. */
  | { status: 'nothing-to-read' }
  | { status: 'failed'; error: RowError };

export interface ShownRow {
  /** Place among all rows of the file, from 0. */
  index: number;
  /** The beginning of the title, or of the description where no column is the title. */
  title: string;
  outcome: RowOutcome;
}

export interface RowCounts {
  done: number;
  withoutTag: number;
  withError: number;
}

export interface DownloadOptions {
  format: 'csv' | 'json-lines';
  /** With the probability of each tag, and whether it clearly fits. */
  probabilities: boolean;
  /** Cells of the original columns that a spreadsheet would take for a formula are made text. */
  neutraliseOriginals: boolean;
}

export type Request =
  /** First of all, once. `modelUrl` is the folder that holds manifest.json; it ends with a slash. */
  | { type: 'open'; modelUrl: string }
  /** Read a file through, with this format or the one found in it. Ends what is under way. */
  | { type: 'inspect'; file: File; format?: TableFormat }
  /** Load a tier and tell how fast it reads the first rows. */
  | { type: 'measure'; tier: TierName; columns: ColumnChoice }
  /** Tag the file; `goOn`: after the rows that are kept for it. */
  | { type: 'start'; settings: RunSettings; goOn: boolean }
  | { type: 'pause' }
  | { type: 'resume' }
  /** End the run; its rows stay. */
  | { type: 'cancel' }
  | { type: 'rows'; id: number; filter: RowFilter; begin: number; end: number }
  | { type: 'download-results'; options: DownloadOptions }
  | { type: 'download-errors' }
  | { type: 'forget'; key: string };

export type Response =
  | { type: 'opened'; bundle: BundleSummary }
  | { type: 'open-failed'; failure: Failure }
  | { type: 'kept'; runs: KeptRun[]; keeping: KeepingState }
  | { type: 'inspecting'; readBytes: number; totalBytes: number }
  /** `kept`: a former run on the same content with this model. */
  | { type: 'inspected'; inspection: Inspection; kept?: KeptRun }
  | { type: 'inspect-failed'; failure: Failure }
  | { type: 'loading'; tier: TierName; receivedBytes: number; totalBytes: number }
  | { type: 'measured'; tier: TierName; millisecondsPerRow: number }
  | { type: 'measure-failed'; tier: TierName; failure: Failure }
  /** `rowsPerSecond`: lately; nothing before the first. */
  | { type: 'progress'; counts: RowCounts; rows: number; rowsPerSecond: number | undefined }
  /** No row is worked on until 'resume' or 'cancel'. */
  | { type: 'paused' }
  | { type: 'run-ended'; end: 'finished' | 'cancelled' | 'failed'; failure?: Failure }
  | { type: 'rows'; id: number; begin: number; rows: ShownRow[] }
  | { type: 'download-ready'; blob: Blob; name: string; neutralised: number }
  | { type: 'download-failed'; failure: Failure };
