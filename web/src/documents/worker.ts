// Reads one file away from the page's thread: however hostile it is, the page does not freeze.
import { toFailure } from '../protocol/failure';
import type { DocumentRequest, DocumentResponse } from './messages';
import { readDocument, type SourceDocument } from './source-document';

let opened: SourceDocument | undefined;

async function answer(request: DocumentRequest): Promise<DocumentResponse> {
  switch (request.type) {
    case 'read': {
      opened = await readDocument(request.file);
      const { title, description, shortened } = opened;
      return { type: 'read', title, description, shortened };
    }
    case 'add-tags': {
      if (!opened) throw new Error('no file was read');
      return { type: 'tags-added', text: opened.withTags(request.labels) };
    }
  }
}

self.onmessage = ({ data }: MessageEvent<DocumentRequest>) => {
  void answer(data)
    .catch((error: unknown): DocumentResponse => ({ type: 'failed', failure: toFailure(error) }))
    .then((response) => self.postMessage(response));
};
