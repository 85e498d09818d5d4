// A file as rows, slice by slice: of a large file only a slice is in memory.
import type { LinnetCore } from 'linnet-core';
import { TaggerError } from '../../protocol/failure';
import type { TableFormat } from '../messages';
import { CsvSource } from './csv-source';
import { JsonLinesSource } from './json-lines-source';
import type { RowSource, TableItem } from './row-source';

const SLICE_BYTES = 1 << 19;

export function openSource(core: LinnetCore, format: TableFormat): RowSource {
  return format.kind === 'csv' ? new CsvSource(core, format) : new JsonLinesSource();
}

/** Throws a TaggerError where the file was changed or taken away meanwhile. */
export async function readBytes(file: Blob, begin: number, end: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(begin, end).arrayBuffer());
  } catch {
    throw new TaggerError(
      'not-found',
      'The file cannot be read any more: it was changed, moved or removed. Choose it again.',
    );
  }
}

export interface Slice {
  items: TableItem[];
  bytes: Uint8Array;
  /** Of the file, read so far. */
  readBytes: number;
}

/** Frees the source at its end, however it ends. */
export async function* readSlices(file: Blob, source: RowSource): AsyncGenerator<Slice> {
  try {
    for (let begin = 0; begin < file.size; begin += SLICE_BYTES) {
      const bytes = await readBytes(file, begin, begin + SLICE_BYTES);
      yield { items: source.feed(bytes), bytes, readBytes: begin + bytes.length };
    }
    yield { items: source.finish(), bytes: new Uint8Array(), readBytes: file.size };
  } finally {
    source.dispose();
  }
}
