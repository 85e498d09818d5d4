// What the tagger's worker and the encoder's worker say to each other. The encoder runs in a worker
// of its own, so that the instant tier answers while a window is being computed.
import type { Failure } from '../protocol/messages';

export type EncoderRequest =
  /** Fetch the runtime now, beside the download of the model. */
  | { type: 'prepare' }
  /** Start a session on an ONNX graph; its buffer is transferred. */
  | { type: 'start'; model: ArrayBuffer }
  /** One window of token ids. */
  | { type: 'run'; id: number; tokens: Int32Array<ArrayBuffer> };

export type EncoderResponse =
  | { type: 'started'; threads: number }
  | { type: 'start-failed'; failure: Failure }
  | { type: 'logits'; id: number; logits: Float32Array<ArrayBuffer> }
  | { type: 'run-failed'; id: number; failure: Failure };
