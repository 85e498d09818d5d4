// Under the tags: buttons that copy them in the forms that other programs take, and, where a file was
// opened, one that saves it with the tags filled in.
import { formatTags, TAG_FORM_NAMES, TAG_FORMS } from '../documents/tag-forms';
import type { Tag } from '../protocol/messages';
import { createButton } from './elements';
import { countTags } from './wording';

export interface TakeAwayElements {
  group: HTMLElement;
  buttons: HTMLElement;
  /** A live region: what happened. */
  said: HTMLElement;
  /** Shown with the text selected where the browser does not let the page copy. */
  byHand: HTMLTextAreaElement;
}

export class TakeAway {
  #tags: readonly Tag[] = [];
  readonly #save: HTMLButtonElement;

  constructor(
    private readonly elements: TakeAwayElements,
    onSave: (labels: readonly string[]) => void,
  ) {
    this.#save = createButton('', () => onSave(this.#tags.map(({ label }) => label)));
    this.#save.hidden = true;
    const copies = TAG_FORMS.map((form) =>
      createButton(TAG_FORM_NAMES[form], () => {
        const count = countTags(this.#tags.length);
        void this.copy(formatTags(form, this.#tags), `${count} as ${TAG_FORM_NAMES[form]}`);
      }),
    );
    elements.buttons.append(...copies, this.#save);
  }

  render(tags: readonly Tag[]): void {
    if (tags === this.#tags) return;
    this.#tags = tags;
    this.elements.group.hidden = tags.length === 0;
    this.say('');
  }

  /** The name of the file that can be saved with the tags; nothing where none is open. */
  showFile(name: string | undefined): void {
    this.#save.hidden = name === undefined;
    this.#save.textContent = `Save ${name ?? ''} with these tags`;
  }

  say(text: string): void {
    this.elements.said.textContent = text;
    this.elements.byHand.hidden = true;
  }

  /** `what` completes "Copied …". */
  async copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`Copied ${what}.`);
    } catch {
      this.say('This browser does not let the page copy. Take it from here:');
      const { byHand } = this.elements;
      byHand.hidden = false;
      byHand.value = text;
      byHand.focus();
      byHand.select();
    }
  }
}
