// What fills the fields besides typing: a link, the text kept from last time, a file. Tells what it
// did, and offers the text before back.
import {
  isSharedText,
  makeShareLink,
  readShareLink,
  type SharedText,
} from '../documents/share-link';
import { acceptFiles, saveFile, type FileElements } from './drop-file';
import { createButton } from './elements';
import type { KeptText } from './kept-text';
import { OpenedFile } from './opened-file';
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
  focus: () => void;
}

const KEEP_MILLISECONDS = 400;

const NO_TEXT: SharedText = { title: '', description: '' };

const isSame = (a: SharedText, b: SharedText) =>
  a.title === b.title && a.description === b.description;

const isEmpty = (text: SharedText) => text.title.trim() === '' && text.description.trim() === '';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export class TextSources {
  #opened: OpenedFile | undefined;
  /** Of the files given one after the other: the last one counts. */
  #openings = 0;
  /** Links and files that are being read. */
  #readings = 0;
  #keepTimer = 0;
  /** What the fields held when they last needed no keeping: what is typed from then on is kept. */
  #settled: SharedText = NO_TEXT;

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
      this.#settled = NO_TEXT;
      this.#write();
    });
    // Changed in another tab; the text that is kept there is none of this one.
    window.addEventListener('storage', () => {
      elements.keep.checked = kept.wanted;
    });
    elements.forget.addEventListener('click', () => {
      clearTimeout(this.#keepTimer);
      kept.write(NO_TEXT);
      this.#settled = this.fields.read();
      this.#say('The kept text is removed from this browser. Typing on keeps the new one.');
    });
    window.addEventListener('hashchange', () => void this.#openLink());
    window.addEventListener('pagehide', () => this.#write());
  }

  /** At the start: a link goes before the kept text, and that before what the browser restored. */
  async start(): Promise<void> {
    const restored = this.fields.read();
    this.#settled = restored;
    const kept = this.kept.wanted ? this.kept.read() : undefined;
    const opened = isSharedText(location.hash) && (await this.#openLink(kept));
    // Reading the link took a moment, in which somebody may have typed.
    if (!kept || opened || !isSame(this.fields.read(), restored)) return;
    this.fields.replace(kept);
    this.#settled = this.fields.read();
  }

  /** To be called whenever the text of the fields changed. */
  textChanged(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = window.setTimeout(() => this.#write(), KEEP_MILLISECONDS);
  }

  /** A text is on its way into the fields. */
  get isReading(): boolean {
    return this.#readings > 0;
  }

  /** Keeps the text of the fields now; false where a reload would not bring it back. */
  keepNow(): boolean {
    this.#write();
    const { title, description } = this.fields.read();
    if (isEmpty({ title, description })) return true;
    const kept = this.kept.wanted ? this.kept.read() : undefined;
    return kept?.title === title && kept.description === description;
  }

  /** Forgets the opened file: its text is gone from the fields. Offers the text `before`. */
  cleared(before: SharedText): void {
    this.#closeFile();
    this.#say(isEmpty(before) ? '' : 'Your text is out of the fields.', before);
  }

  #closeFile(): void {
    ++this.#openings;
    this.#opened?.close();
    this.#opened = undefined;
    this.takeAway.showFile(undefined);
  }

  save(labels: readonly string[]): void {
    const opened = this.#opened;
    if (!opened) return;
    opened
      .withTags(labels)
      .then((text) => {
        saveFile(opened.name, text);
        this.takeAway.say(`Saved ${opened.name} with the tags added to those that it had.`);
      })
      .catch((error: unknown) => this.takeAway.say(messageOf(error)));
  }

  #write(): void {
    clearTimeout(this.#keepTimer);
    const text = this.fields.read();
    if (isSame(text, this.#settled)) return;
    this.kept.write(text);
    this.#settled = text;
  }

  #say(text: string, before?: SharedText): void {
    const { notice } = this.elements;
    notice.replaceChildren(text);
    if (!before || isEmpty(before)) return;
    notice.append(
      createButton('Bring my text back', () => {
        const now = this.fields.read();
        this.#closeFile();
        this.fields.replace(before);
        this.#say('Your text is back.', isSame(now, before) ? undefined : now);
        this.fields.focus();
      }),
    );
  }

  /** Whether the text of the link is in the fields now; `kept` is what it goes before. */
  async #openLink(kept?: SharedText): Promise<boolean> {
    const fragment = location.hash;
    if (!isSharedText(fragment)) return false;
    ++this.#readings;
    try {
      const text = await readShareLink(fragment);
      // The address is often passed on: what is typed from now on must not seem to be in it. A text
      // that could not be read stays there, as it is nowhere else.
      if (location.hash === fragment) {
        history.replaceState(history.state, '', location.pathname + location.search);
      }
      const before = this.fields.read();
      this.#write();
      this.#closeFile();
      this.fields.replace(text);
      // A link can be opened again, the kept text is nowhere else: it stays until somebody types.
      if (this.kept.read()) this.#settled = this.fields.read();
      this.#say(
        'This text came with the link; it was not sent to any server.',
        kept && isEmpty(before) ? kept : before,
      );
      return true;
    } catch (error) {
      this.#say(messageOf(error));
      return false;
    } finally {
      --this.#readings;
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
    const opening = ++this.#openings;
    ++this.#readings;
    try {
      const { file: opened, text, shortened } = await OpenedFile.open(file);
      if (opening !== this.#openings) {
        opened.close();
        return;
      }
      const before = this.fields.read();
      this.#opened?.close();
      this.#opened = opened;
      this.fields.replace(text);
      this.takeAway.showFile(file.name);
      const cut = shortened ? ' The description is so long that only its beginning is taken.' : '';
      this.#say(`Title and description are those of ${file.name}.${cut}`, before);
    } catch (error) {
      if (opening === this.#openings) this.#say(messageOf(error));
    } finally {
      --this.#readings;
    }
  }
}
