// What the tagger's worker and the encoder's worker say to each other. The encoder runs in a worker
// of its own, so that the instant tier answers while a window is being computed.
import type { Failure, ThreadLimit } from '../protocol/messages';

/** What the graph gives for a window, by the name of its output: a head makes logits of embeddings. */
export type EncoderOutput = 'logits' | 'embedding';

export type EncoderRequest =
  /**
   * Start a session on an ONNX graph that gives `output`, in the runtime's WebAssembly; the buffers
   * are transferred.
   */
  | {
      type: 'start';
      model: ArrayBuffer;
      output: EncoderOutput;
      runtime: ArrayBuffer;
      singleThread: boolean;
    }
  /** One window of token ids. */
  | { type: 'run'; id: number; tokens: Int32Array<ArrayBuffer> };

export type EncoderResponse =
  | { type: 'started'; threads: number; threadLimit: ThreadLimit }
  | { type: 'start-failed'; failure: Failure }
  | { type: 'output'; id: number; values: Float32Array<ArrayBuffer> }
  | { type: 'run-failed'; id: number; failure: Failure };
