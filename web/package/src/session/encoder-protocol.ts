// What an encoder's worker is told before the first request: where ONNX Runtime is.
import type { EncoderRequest } from '../../../src/encoder/messages';

export interface EncoderSetup {
  type: 'setup';
  /** An address; without it, the worker's own way of finding the package counts. */
  runtimeModule: string | undefined;
  /** The most threads. */
  threads: number;
}

export type EncoderMessage = EncoderSetup | EncoderRequest;
