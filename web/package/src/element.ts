// <linnet-tagger>: fields and tags for any page. Importing this module registers the element.
import type {
  Progress,
  Tag,
  Tagger,
  TaggerInfo,
  TaggerOptions,
  TagResult,
  TierChoice,
} from './api.js';
import { readSource, watchSources } from './element/text-source';
import { View } from './element/view';
import { LinnetError } from './error.js';
import { createTagger } from './index.js';

/** Keys that follow each other faster than this share one request. */
const TYPING_MILLISECONDS = 150;

/** Where there is no DOM, the module can still be imported. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** Details of the events, which all bubble out of shadow trees. */
export interface LinnetTaggerEventMap {
  /** The model is loaded. */
  'linnet-ready': CustomEvent<TaggerInfo>;
  /** The text was tagged; no tags where there is no text. */
  'linnet-tags': CustomEvent<Pick<TagResult, 'tags'> & Partial<TagResult>>;
  'linnet-error': CustomEvent<LinnetError>;
  'linnet-progress': CustomEvent<Progress>;
}

/**
 * Attributes: `base-url`, `tier` (`instant` unless given), `title-for` and `description-for` (ids of
 * fields of the page, in place of its own), `threshold`, `max-tags`, `loading` (`lazy`: the model is
 * downloaded when somebody comes to a field), `name` (as a form's field, it sends each tag's label).
 * Slots: `label`, `empty`, `footer`. README.md lists the parts.
 */
export class LinnetTaggerElement extends Base {
  static readonly formAssociated = true;
  static readonly observedAttributes = [
    'base-url',
    'tier',
    'title-for',
    'description-for',
    'threshold',
    'max-tags',
    'name',
  ];

  /** Beside what the attributes say; to be set before the element is connected. */
  options: Partial<TaggerOptions> =
    // A program may have set it before this module was loaded.
    (Reflect.get(this, 'options') as Partial<TaggerOptions> | undefined) ?? {};
  readonly #internals = this.attachInternals();
  readonly #view: View;
  #tagger: Tagger | undefined;
  #loading: AbortController | undefined;
  #tagging: AbortController | undefined;
  #connected: AbortController | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #result: TagResult | undefined;
  /** The last try to load it failed. */
  #failed = false;
  /** It was told that `base-url` is missing. */
  #missedUrl = false;

  constructor() {
    super();
    this.#view = new View(this.attachShadow({ mode: 'open', delegatesFocus: true }), {
      onInput: () => this.#typed(),
      onFocus: () => void this.#load(),
      onRetry: () => this.#restart(),
    });
  }

  get baseUrl(): string {
    return this.getAttribute('base-url') ?? '';
  }

  set baseUrl(value: string) {
    this.setAttribute('base-url', value);
  }

  get tier(): TierChoice {
    return (this.getAttribute('tier') ?? 'instant') as TierChoice;
  }

  set tier(value: TierChoice) {
    this.setAttribute('tier', value);
  }

  /** In place of each label's own threshold, 0 to 1. */
  get threshold(): number | undefined {
    return this.#number('threshold');
  }

  set threshold(value: number | undefined) {
    this.#setNumber('threshold', value);
  }

  get maxTags(): number | undefined {
    return this.#number('max-tags');
  }

  set maxTags(value: number | undefined) {
    this.#setNumber('max-tags', value);
  }

  /** What is tagged. Setting it fills the element's own fields, where it shows them. */
  get text(): { title: string; description: string } {
    const own = this.#view.text;
    const titleFor = this.getAttribute('title-for');
    const descriptionFor = this.getAttribute('description-for');
    return {
      title: titleFor === null ? own.title : readSource(this, titleFor),
      description: descriptionFor === null ? own.description : readSource(this, descriptionFor),
    };
  }

  set text(value: { title?: string; description?: string }) {
    this.#view.setText({ title: value.title ?? '', description: value.description ?? '' });
    this.#typed();
  }

  /** Of the last answer, most probable first. */
  get tags(): readonly Tag[] {
    return this.#result?.tags ?? [];
  }

  /** The labels of `tags`, as a form sends them. */
  get value(): string[] {
    return this.tags.map(({ label }) => label);
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  /** Once it is loaded; for `explain`, `tagBatch` and the like. It belongs to the element. */
  get tagger(): Tagger | undefined {
    return this.#tagger;
  }

  /** Downloads the model, where that is not done. Errors are told by `linnet-error`. */
  async load(): Promise<void> {
    if (this.#failed) this.#end();
    await this.#load();
  }

  async #load(): Promise<void> {
    if (this.#loading || !this.isConnected) return;
    if (!this.baseUrl) return this.#missUrl();
    this.#missedUrl = false;
    const controller = new AbortController();
    this.#loading = controller;
    this.#view.showError(undefined, false);
    this.#view.showStatus('Loading the tagger…');
    try {
      const tagger = await createTagger({
        ...this.options,
        baseUrl: new URL(this.baseUrl, this.baseURI),
        tier: this.tier,
        signal: controller.signal,
        onProgress: (progress) => {
          if (controller.signal.aborted) return;
          this.#view.showProgress(progress);
          this.#tell('linnet-progress', progress);
        },
      });
      if (controller.signal.aborted) return tagger.dispose();
      this.#tagger = tagger;
      this.#view.showProgress(undefined);
      this.#view.showStatus('The tagger is ready.');
      this.#tell('linnet-ready', tagger.info);
      await this.refresh();
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#failed = true;
      this.#answer(undefined);
      this.#fail(error, true);
    }
  }

  /** Once, and not to a program that sets it after the element is in its place. */
  #missUrl(): void {
    if (this.#missedUrl) return;
    this.#missedUrl = true;
    queueMicrotask(() => {
      if (this.baseUrl || !this.isConnected) return;
      const what = 'base-url is missing: it says where the folder of the model is.';
      this.#fail(new LinnetError('invalid-argument', what), false);
    });
  }

  /** Tags the text again: for fields of the page whose value a program has set. */
  async refresh(): Promise<void> {
    clearTimeout(this.#typing);
    this.#tagging?.abort();
    const controller = new AbortController();
    this.#tagging = controller;
    const { text } = this;
    if (text.title.trim() === '' && text.description.trim() === '') {
      return this.#answer(undefined);
    }
    if (!this.#tagger) return this.#load();
    const { threshold, maxTags } = this;
    try {
      const result = await this.#tagger.tag(text, {
        signal: controller.signal,
        ...(threshold === undefined ? {} : { threshold }),
        ...(maxTags === undefined ? {} : { topK: maxTags }),
      });
      this.#view.showError(undefined, false);
      this.#answer(result);
    } catch (error) {
      // An argument stays wrong; all else may come right with a tagger that is started anew.
      const mayRetry = !(error instanceof LinnetError && error.code === 'invalid-argument');
      if (controller.signal.aborted) return;
      // The tags of an earlier text are none of this one.
      this.#answer(undefined);
      this.#fail(error, mayRetry);
    }
  }

  connectedCallback(): void {
    this.#adoptProperties();
    this.#connected = new AbortController();
    const ids = () => ({
      title: this.getAttribute('title-for'),
      description: this.getAttribute('description-for'),
    });
    watchSources(this, ids, () => this.#typed(), this.#connected.signal);
    this.#showFields();
    if (this.getAttribute('loading') !== 'lazy') void this.#load();
  }

  disconnectedCallback(): void {
    this.#connected?.abort();
    this.#connected = undefined;
    // An element that is only moved keeps its tagger.
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    // The attributes that an element comes with are read when it is connected.
    if (!this.#connected || before === now) return;
    this.#showFields();
    if (name === 'base-url' || name === 'tier') this.#restart();
    else if (name === 'name') this.#setFormValue();
    else void this.refresh();
  }

  formResetCallback(): void {
    this.#view.setText({ title: '', description: '' });
    void this.refresh();
  }

  /** After Back, or where the browser fills in what it kept. */
  formStateRestoreCallback(state: File | string | FormData | null): void {
    const text = typeof state === 'string' ? readState(state) : undefined;
    if (!text) return;
    this.#view.setText(text);
    // Nothing is downloaded for it before somebody comes, where that is the wish.
    if (this.#tagger || this.getAttribute('loading') !== 'lazy') this.#typed();
  }

  formDisabledCallback(disabled: boolean): void {
    this.#view.setDisabled(disabled);
  }

  /** What a program set before this module was loaded would hide the accessors of that name. */
  #adoptProperties(): void {
    for (const name of ['baseUrl', 'tier', 'threshold', 'maxTags', 'text']) {
      if (!Object.hasOwn(this, name)) continue;
      const value: unknown = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
  }

  #typed(): void {
    this.#setFormValue();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.refresh(), TYPING_MILLISECONDS);
  }

  #showFields(): void {
    this.#view.showFields({
      title: !this.hasAttribute('title-for'),
      description: !this.hasAttribute('description-for'),
    });
  }

  #restart(): void {
    this.#end();
    void this.#load();
  }

  #end(): void {
    clearTimeout(this.#typing);
    this.#loading?.abort();
    this.#tagging?.abort();
    this.#tagger?.dispose();
    this.#loading = this.#tagging = this.#tagger = undefined;
    this.#failed = false;
    this.#view.showProgress(undefined);
  }

  #answer(result: TagResult | undefined): void {
    const changed = result !== this.#result;
    this.#result = result;
    this.#view.showAnswer(result?.tags);
    if (result) this.#view.showStatus(statusOf(result));
    else if (this.#tagger) this.#view.showStatus('The tagger is ready.');
    this.#setFormValue();
    if (changed) this.#tell('linnet-tags', result ?? { tags: [] });
  }

  #setFormValue(): void {
    const name = this.getAttribute('name');
    const data = name ? new FormData() : null;
    for (const label of this.value) data?.append(name!, label);
    this.#internals.setFormValue(data, JSON.stringify(this.#view.text));
  }

  #fail(error: unknown, mayRetry: boolean): void {
    const told = error instanceof LinnetError ? error : new LinnetError('failed', messageOf(error));
    this.#view.showProgress(undefined);
    this.#view.showStatus('');
    this.#view.showError(told.message, mayRetry);
    this.#tell('linnet-error', told);
  }

  #tell<Name extends keyof LinnetTaggerEventMap>(
    name: Name,
    detail: LinnetTaggerEventMap[Name]['detail'],
  ): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #number(attribute: string): number | undefined {
    const text = this.getAttribute(attribute)?.trim();
    const value = text ? Number(text) : NaN;
    return Number.isNaN(value) ? undefined : value;
  }

  #setNumber(attribute: string, value: number | undefined): void {
    if (value === undefined) this.removeAttribute(attribute);
    else this.setAttribute(attribute, String(value));
  }
}

/** The text of an element's own fields, as #setFormValue() hands it to the browser. */
function readState(state: string): { title: string; description: string } | undefined {
  try {
    const { title, description } = JSON.parse(state) as Record<string, unknown>;
    return typeof title === 'string' && typeof description === 'string'
      ? { title, description }
      : undefined;
  } catch {
    return undefined;
  }
}

function statusOf({ tags, truncated, dataSet }: TagResult): string {
  const labels = tags.map(({ label }) => label).join(', ');
  const count = tags.length === 1 ? '1 tag' : `${tags.length} tags`;
  const none = dataSet ? 'No tag fits.' : 'This does not read like the description of a data set.';
  const head = tags.length === 0 ? none : `${count}: ${labels}.`;
  return truncated ? `${head} Only the beginning of the text was read.` : head;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

declare global {
  interface HTMLElementTagNameMap {
    'linnet-tagger': LinnetTaggerElement;
  }
}

const NAME = 'linnet-tagger';

if (globalThis.customElements && !customElements.get(NAME)) {
  customElements.define(NAME, LinnetTaggerElement);
}
