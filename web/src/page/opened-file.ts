// A file that the visitor opened, held by a worker of its own: its text, and the file with tags.
import type { DocumentRequest, DocumentResponse } from '../documents/messages';
import type { SharedText } from '../documents/share-link';
import workerUrl from '../documents/worker.ts?worker&url';
import { TaggerError } from '../protocol/failure';
import { startWorker } from './trusted-worker';

/** Files made to be slow are given up after this; others take a tenth of a second. */
const LIMIT_MILLISECONDS = 10_000;

type Answer<Type extends DocumentResponse['type']> = Extract<DocumentResponse, { type: Type }>;

export class OpenedFile {
  readonly #worker = startWorker(workerUrl);

  private constructor(readonly name: string) {}

  /** Throws an error whose message says what the file is and what is expected. */
  static async open(
    file: File,
  ): Promise<{ file: OpenedFile; text: SharedText; shortened: boolean }> {
    const opened = new OpenedFile(file.name);
    try {
      const { title, description, shortened } = await opened.#ask({ type: 'read', file }, 'read');
      return { file: opened, text: { title, description }, shortened };
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  /** The whole file with these tags added to those that it has. */
  async withTags(labels: readonly string[]): Promise<string> {
    return (await this.#ask({ type: 'add-tags', labels }, 'tags-added')).text;
  }

  /** Nothing may be asked afterwards. */
  close(): void {
    this.#worker.terminate();
  }

  #ask<Type extends DocumentResponse['type']>(
    request: DocumentRequest,
    type: Type,
  ): Promise<Answer<Type>> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.close();
        reject(new TaggerError('failed', `${this.name} takes too long to read: it is given up.`));
      }, LIMIT_MILLISECONDS);
      this.#worker.onmessage = ({ data }: MessageEvent<DocumentResponse>) => {
        clearTimeout(timer);
        if (data.type === type) resolve(data as Answer<Type>);
        else if (data.type === 'failed')
          reject(new TaggerError(data.failure.code, data.failure.message));
      };
      this.#worker.onerror = (event) => {
        event.preventDefault();
        clearTimeout(timer);
        // Without a message it is the worker's own file that did not come.
        const message = event.message
          ? `${this.name} could not be read (${event.message}).`
          : 'The part of the page that reads files could not be loaded. Check the connection and try again.';
        reject(new TaggerError('failed', message));
      };
      this.#worker.postMessage(request);
    });
  }
}
