// What fills the fields besides typing: a link, the text kept from last time, a file. Tells what it
// did, and offers the text before back.
import type { SourceDocument } from '../documents/source-document';
import {
  isSharedText,
  makeShareLink,
  readShareLink,
  type SharedText,
} from '../documents/share-link';
import { acceptFiles, saveFile, type FileElements } from './drop-file';
import { createButton } from './elements';
import type { KeptText } from './kept-text';
import type { TakeAway } from './take-away';

export interface TextSourceElements extends FileElements {
  /** A live region. */
  notice: HTMLElement;
  link: HTMLButtonElement;
  keep: HTMLInputElement;
  forget: HTMLButtonElement;
}

export interface TextFields {
  read: () => SharedText;
  /** Fills the fields and has the text tagged. */
  replace: (text: SharedText) => void;
}

const KEEP_MILLISECONDS = 400;

const isEmpty = (text: SharedText) => text.title.trim() === '' && text.description.trim() === '';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export class TextSources {
  #opened: { name: string; document: SourceDocument } | undefined;
  #keepTimer = 0;

  constructor(
    private readonly elements: TextSourceElements,
    private readonly fields: TextFields,
    private readonly kept: KeptText,
    private readonly takeAway: TakeAway,
  ) {
    acceptFiles(elements, (files) => void this.#openFile(files));
    elements.link.addEventListener('click', () => void this.#copyLink());
    elements.keep.checked = kept.wanted;
    elements.keep.addEventListener('change', () => {
      kept.setWanted(elements.keep.checked);
      this.#write();
    });
    elements.forget.addEventListener('click', () => {
      clearTimeout(this.#keepTimer);
      kept.write({ title: '', description: '' });
      this.#say('The kept text is removed from this browser. Typing on keeps the new one.');
    });
    window.addEventListener('hashchange', () => void this.#openLink());
    window.addEventListener('pagehide', () => this.#write());
  }

  /** At the start: a link goes before the kept text, and that before what the browser restored. */
  async start(): Promise<void> {
    if (isSharedText(location.hash)) return this.#openLink();
    const kept = this.kept.wanted ? this.kept.read() : undefined;
    if (kept) this.fields.replace(kept);
  }

  /** To be called whenever the text of the fields changed. */
  textChanged(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = window.setTimeout(() => this.#write(), KEEP_MILLISECONDS);
  }

  /** Keeps the text of the fields now; false where a reload would not bring it back. */
  keepNow(): boolean {
    this.#write();
    const { title, description } = this.fields.read();
    if (isEmpty({ title, description })) return true;
    const kept = this.kept.wanted ? this.kept.read() : undefined;
    return kept?.title === title && kept.description === description;
  }

  /** Forgets the opened file: its text is gone from the fields. */
  cleared(): void {
    this.#opened = undefined;
    this.takeAway.showFile(undefined);
    this.#say('');
  }

  save(labels: readonly string[]): void {
    const opened = this.#opened;
    if (!opened) return;
    opened.document
      .withTags(labels)
      .then((text) => {
        saveFile(opened.name, text);
        this.takeAway.say(`Saved ${opened.name} with the tags added to those that it had.`);
      })
      .catch((error: unknown) => this.takeAway.say(messageOf(error)));
  }

  #write(): void {
    clearTimeout(this.#keepTimer);
    this.kept.write(this.fields.read());
  }

  #say(text: string, before?: SharedText): void {
    const { notice } = this.elements;
    notice.replaceChildren(text);
    if (!before || isEmpty(before)) return;
    notice.append(
      createButton('Bring my text back', () => {
        this.cleared();
        this.fields.replace(before);
      }),
    );
  }

  async #openLink(): Promise<void> {
    const fragment = location.hash;
    if (!isSharedText(fragment)) return;
    // The address is often passed on: what is typed from now on must not seem to be in it.
    history.replaceState(history.state, '', location.pathname + location.search);
    const before = this.fields.read();
    try {
      this.fields.replace(await readShareLink(fragment));
      this.#say('This text came with the link; it was not sent to any server.', before);
    } catch (error) {
      this.#say(messageOf(error));
    }
  }

  async #copyLink(): Promise<void> {
    try {
      const link = await makeShareLink(location.href, this.fields.read());
      await this.takeAway.copy(link, 'a link that holds the text itself');
    } catch (error) {
      this.takeAway.say(messageOf(error));
    }
  }

  async #openFile(files: readonly File[]): Promise<void> {
    const [file] = files;
    if (!file) return;
    if (files.length > 1) {
      this.#say(`One file at a time, please: these are ${files.length}.`);
      return;
    }
    try {
      const { readDocument } = await import('../documents/source-document');
      const opened = await readDocument(file);
      const before = this.fields.read();
      this.fields.replace({ title: opened.title, description: opened.description });
      this.#opened = { name: file.name, document: opened };
      this.takeAway.showFile(file.name);
      this.#say(`Title and description are those of ${file.name}.`, before);
    } catch (error) {
      this.#say(messageOf(error));
    }
  }
}
