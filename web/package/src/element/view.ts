// The shadow tree of <linnet-tagger>. Text of users and of the model is set as text, never as HTML.
import { formatBytes, formatPercent } from '../../../src/page/wording';
import type { Text } from '../../../src/tagger/text-model';
import type { Progress, Tag } from '../api.js';
import { STYLE } from './style';

export interface ViewHandlers {
  onInput: () => void;
  onFocus: () => void;
  onRetry: () => void;
}

let sheet: CSSStyleSheet | undefined;

/** One for all elements; a policy without inline styles has nothing against it. */
function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  return sheet;
}

/** An element with a class, and a part of the same name for the page's own style. */
function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  part: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = part;
  element.setAttribute('part', part);
  element.append(...children);
  return element;
}

function slot(name: string, fallback = ''): HTMLSlotElement {
  const element = document.createElement('slot');
  element.name = name;
  element.append(fallback);
  return element;
}

function field<Control extends HTMLInputElement | HTMLTextAreaElement>(
  control: Control,
  name: string,
): HTMLElement {
  control.id = name.toLowerCase();
  const label = create('label', 'field-label', name);
  label.htmlFor = control.id;
  return create('div', 'field', label, control);
}

function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

export class View {
  readonly #title = create('input', 'title');
  readonly #description = create('textarea', 'description');
  readonly #titleField = field(this.#title, 'Title');
  readonly #descriptionField = field(this.#description, 'Description');
  readonly #fields = create('div', 'fields', this.#titleField, this.#descriptionField);
  readonly #heading = create('div', 'label', slot('label', 'Tags'));
  readonly #status = create('p', 'status');
  readonly #progress = create('progress', 'progress');
  readonly #message = create('span', 'message');
  readonly #error: HTMLElement;
  readonly #retry = create('button', 'retry', 'Try again');
  readonly #tags = create('ul', 'tags');
  readonly #empty = create('div', 'empty', slot('empty', 'No tag fits this text.'));

  constructor(root: ShadowRoot, handlers: ViewHandlers) {
    root.adoptedStyleSheets = [styleSheet()];
    this.#heading.id = 'heading';
    this.#status.setAttribute('role', 'status');
    this.#progress.setAttribute('aria-label', 'Download of the tagger');
    this.#retry.type = 'button';
    this.#retry.addEventListener('click', handlers.onRetry);
    this.#error = create('p', 'error', this.#message, ' ', this.#retry);
    const alert = document.createElement('div');
    alert.setAttribute('role', 'alert');
    alert.append(this.#error);
    // Safari takes a list without bullets for none.
    this.#tags.setAttribute('role', 'list');
    this.#tags.setAttribute('aria-labelledby', this.#heading.id);
    for (const control of [this.#title, this.#description]) {
      control.addEventListener('input', handlers.onInput);
      control.addEventListener('focus', handlers.onFocus);
    }
    const answer = [this.#heading, this.#status, this.#progress, alert, this.#tags, this.#empty];
    root.append(this.#fields, create('div', 'answer', ...answer), slot('footer'));
    this.showAnswer(undefined);
    this.showProgress(undefined);
    this.showError(undefined, false);
  }

  get text(): Text {
    return { title: this.#title.value, description: this.#description.value };
  }

  setText({ title, description }: Text): void {
    this.#title.value = title;
    this.#description.value = description;
  }

  /** Which fields of its own it shows. */
  showFields(shown: { title: boolean; description: boolean }): void {
    this.#titleField.hidden = !shown.title;
    this.#descriptionField.hidden = !shown.description;
    this.#fields.hidden = !shown.title && !shown.description;
  }

  setDisabled(disabled: boolean): void {
    this.#title.disabled = disabled;
    this.#description.disabled = disabled;
  }

  /** Read out by screen readers whenever it changes. */
  showStatus(text: string): void {
    setText(this.#status, text);
  }

  showProgress(progress: Progress | undefined): void {
    this.#progress.hidden = progress === undefined;
    if (!progress) return;
    this.#progress.max = progress.totalBytes;
    this.#progress.value = progress.receivedBytes;
    const received = formatBytes(progress.receivedBytes);
    this.#progress.setAttribute(
      'aria-valuetext',
      `${received} of ${formatBytes(progress.totalBytes)}`,
    );
  }

  showError(message: string | undefined, mayRetry: boolean): void {
    this.#error.hidden = message === undefined;
    this.#retry.hidden = !mayRetry;
    setText(this.#message, message ?? '');
  }

  /** Nothing where there is no text to tag. */
  showAnswer(tags: readonly Tag[] | undefined): void {
    this.#empty.hidden = tags === undefined || tags.length > 0;
    this.#tags.hidden = !tags?.length;
    this.#tags.replaceChildren(...(tags ?? []).map(tagItem));
  }
}

function tagItem({ label, probability, clear }: Tag): HTMLLIElement {
  const fill = create('span', 'fill');
  fill.style.setProperty('--linnet-probability', String(probability));
  const bar = create('span', 'bar', fill);
  bar.setAttribute('aria-hidden', 'true');
  const percent = create('span', 'tag-probability', formatPercent(probability));
  const item = create('li', 'tag', create('span', 'tag-label', label), ' ', percent, bar);
  if (!clear) item.part.add('also-fits');
  return item;
}
