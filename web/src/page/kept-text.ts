// The visitor's text and wish to have it kept, in this browser alone (localStorage). Where the browser
// keeps nothing, everything works without.
import type { SharedText } from '../documents/share-link';

/** What localStorage offers, or a stand-in. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Characters of a text that is kept: browsers give an origin some five million. */
const MAX_CHARACTERS = 1_000_000;

export class KeptText {
  readonly #textKey: string;
  readonly #wishKey: string;

  /** Pages of one origin have texts of their own: `folder` is the path of this one. */
  constructor(
    private readonly storage: TextStorage | undefined,
    folder: string,
  ) {
    this.#textKey = `linnet ${folder} text`;
    this.#wishKey = `linnet ${folder} keep-text`;
  }

  /** Unless the visitor said no. */
  get wanted(): boolean {
    return this.#read(this.#wishKey) !== 'no';
  }

  /** Without the wish, what was kept is removed. */
  setWanted(wanted: boolean): void {
    if (wanted) {
      this.#remove(this.#wishKey);
    } else {
      this.#write(this.#wishKey, 'no');
      this.#remove(this.#textKey);
    }
  }

  read(): SharedText | undefined {
    try {
      const value: unknown = JSON.parse(this.#read(this.#textKey) ?? 'null');
      if (typeof value !== 'object' || value === null) return undefined;
      const { title, description } = value as Record<string, unknown>;
      if (typeof title !== 'string' || typeof description !== 'string') return undefined;
      return { title, description };
    } catch {
      return undefined;
    }
  }

  /** An empty text is not kept, nor one of over a million characters. */
  write(text: SharedText): void {
    if (!this.wanted) return;
    const length = text.title.length + text.description.length;
    if (length === 0 || length > MAX_CHARACTERS) this.#remove(this.#textKey);
    else this.#write(this.#textKey, JSON.stringify(text));
  }

  #read(key: string): string | null {
    try {
      return this.storage?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  #write(key: string, value: string): void {
    try {
      this.storage?.setItem(key, value);
    } catch {
      // No room, or not allowed: the page works without.
    }
  }

  #remove(key: string): void {
    try {
      this.storage?.removeItem(key);
    } catch {
      // As above.
    }
  }
}

/** The browser's own storage; nothing where it refuses. */
export function browserStorage(): TextStorage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
