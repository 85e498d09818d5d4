// The tagger's worker: a Tagger between the page's messages and an encoder in its own worker.
import { PartStore } from '../bundle/part-store';
import { runtimeFile } from '../bundle/runtime-file';
import { loadCore } from '../core/load';
import { EncoderClient } from '../encoder/encoder-client';
import type { Request, Response } from '../protocol/messages';
import { Tagger } from './tagger';

const tagger = new Tagger({
  loadCore,
  openStore: (modelUrl) => PartStore.open(modelUrl),
  runtime: runtimeFile(self.location.href),
  createEncoder: () =>
    new EncoderClient(
      new Worker(new URL('../encoder/worker.ts', import.meta.url), { type: 'module' }),
    ),
  send: (response: Response) => self.postMessage(response),
});

self.onmessage = ({ data }: MessageEvent<Request>) => tagger.handle(data);
