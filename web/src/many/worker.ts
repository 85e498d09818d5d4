// The worker of "Many at once": a ManyTagger between the page's messages and an encoder in its own
// worker.
import { PartStore } from '../bundle/part-store';
import { runtimeFile } from '../bundle/runtime-file';
import { loadCore } from '../core/load';
import { EncoderClient } from '../encoder/encoder-client';
import { ManyTagger } from './batch/many-tagger';
import { RunStore } from './batch/run-store';
import type { Request, Response } from './messages';

const tagger = new ManyTagger({
  loadCore,
  openStore: (modelUrl) => PartStore.open(modelUrl),
  openRuns: (modelUrl) => RunStore.open(modelUrl),
  runtime: runtimeFile(self.location.href),
  createEncoder: () =>
    new EncoderClient(
      new Worker(new URL('../encoder/worker.ts', import.meta.url), { type: 'module' }),
    ),
  send: (response: Response) => self.postMessage(response),
});

self.onmessage = ({ data }: MessageEvent<Request>) => tagger.handle(data);
