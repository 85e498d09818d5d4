// The encoder's worker: waits to be told where ONNX Runtime is, then serves an EncoderSession.
import type { EncoderResponse } from '../../../src/encoder/messages';
import { EncoderSession, type OnnxRuntime } from '../../../src/encoder/session';
import type { Surroundings } from '../../../src/encoder/threads';
import type { EncoderMessage } from './encoder-protocol';

type Send = (response: EncoderResponse, transfer?: Transferable[]) => void;

/** `importRuntime`: how ONNX Runtime is found where the program gave no address. */
export function serveEncoder(
  importRuntime: () => Promise<OnnxRuntime>,
  surroundings: Omit<Surroundings, 'singleThread'>,
  send: Send,
): (message: EncoderMessage) => void {
  let session: EncoderSession | undefined;
  return (message) => {
    if (message.type !== 'setup') return session?.handle(message);
    const { runtimeModule, threads } = message;
    session = new EncoderSession({
      loadRuntime: async () =>
        runtimeModule
          ? ((await import(
              /* @vite-ignore */ /* webpackIgnore: true */ runtimeModule
            )) as OnnxRuntime)
          : importRuntime(),
      threads: { ...surroundings, cores: Math.min(threads, surroundings.cores) },
      send,
    });
  };
}
