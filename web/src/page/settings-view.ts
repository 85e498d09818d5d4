// The control of strictness with what it promises, and the labels that are never or always given.
import type { Evidence, OperatingPoint, Settings } from '../protocol/messages';
import { createButton, element } from './elements';
import { LARGEST_SHIFT, SHIFT_STEP, withoutWish, withWish, type Wish } from './settings';
import type { PageState } from './state';
import { promiseText, strictnessName } from './wording';

const WISHES: readonly Wish[] = ['excluded', 'required'];

export class SettingsView {
  readonly #strictness = element('strictness', HTMLInputElement);
  readonly #promise = element('promise', HTMLElement);
  readonly #names = element('label-names', HTMLDataListElement);
  readonly #lists: Record<Wish, HTMLElement> = {
    excluded: element('excluded', HTMLElement),
    required: element('required', HTMLElement),
  };
  readonly #said = element('wish-said', HTMLElement);
  readonly #anyText = element('any-text', HTMLInputElement);
  readonly #readAll = element('read-all', HTMLInputElement);
  readonly #readAllRow = element('read-all-row', HTMLElement);
  readonly #anyTextRow = element('any-text-row', HTMLElement);
  #shown: PageState | undefined;
  #labels: readonly string[] = [];
  #settings: Settings;

  constructor(
    settings: Settings,
    private readonly onChange: (settings: Settings) => void,
  ) {
    this.#settings = settings;
    this.#strictness.min = String(-LARGEST_SHIFT);
    this.#strictness.max = String(LARGEST_SHIFT);
    this.#strictness.step = String(SHIFT_STEP);
    this.#strictness.addEventListener('input', () =>
      this.#change({ ...this.#settings, shift: this.#strictness.valueAsNumber }),
    );
    this.#anyText.addEventListener('change', () => this.tagAnyText(this.#anyText.checked));
    this.#readAll.addEventListener('change', () =>
      this.#change({ ...this.#settings, readAll: this.#readAll.checked }),
    );
    for (const wish of WISHES) {
      const form = element(`add-${wish}`, HTMLFormElement);
      const input = element(`new-${wish}`, HTMLInputElement);
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        this.#add(wish, input);
      });
    }
    this.#renderSettings();
  }

  /** The same as the form's button. */
  wish(wish: Wish, label: string): void {
    this.#change(withWish(this.#settings, wish, label));
  }

  /** The same as the box. */
  tagAnyText(anyText: boolean): void {
    this.#change({ ...this.#settings, anyText });
  }

  render(state: PageState): void {
    this.#readAllRow.hidden = !state.bundle?.tiers.some(({ tier }) => tier === 'full');
    this.#anyTextRow.hidden = !state.bundle?.detectsDataSets;
    if (state.labels !== this.#labels) {
      this.#labels = state.labels;
      this.#names.replaceChildren(
        ...state.labels.map((label) =>
          Object.assign(document.createElement('option'), { value: label }),
        ),
      );
    }
    const changed =
      state.settings !== this.#shown?.settings ||
      state.bundle !== this.#shown?.bundle ||
      state.answer?.tier !== this.#shown?.answer?.tier;
    this.#shown = state;
    if (changed) this.#renderPromise(state);
  }

  #add(wish: Wish, input: HTMLInputElement): void {
    const typed = input.value.trim().toLowerCase();
    const label = this.#labels.find((name) => name.toLowerCase() === typed);
    if (!label) {
      this.#said.textContent =
        this.#labels.length === 0
          ? 'The labels are known once the model is loaded.'
          : 'There is no such tag. Choose one of the list.';
      return input.focus();
    }
    input.value = '';
    this.wish(wish, label);
    this.#said.textContent =
      wish === 'excluded'
        ? `${label} is never given from now on.`
        : `${label} is always given from now on.`;
  }

  #change(settings: Settings): void {
    this.#settings = settings;
    this.#renderSettings();
    this.onChange(settings);
  }

  #renderSettings(): void {
    this.#anyText.checked = this.#settings.anyText;
    this.#readAll.checked = this.#settings.readAll;
    this.#strictness.valueAsNumber = this.#settings.shift;
    this.#strictness.setAttribute('aria-valuetext', strictnessName(this.#settings.shift));
    for (const wish of WISHES) {
      this.#lists[wish].replaceChildren(
        ...this.#settings[wish].map((label) => this.#chip(wish, label)),
      );
    }
  }

  #chip(wish: Wish, label: string): HTMLElement {
    const button = createButton(`${label} ×`, () => {
      this.#change(withoutWish(this.#settings, label));
      this.#said.textContent = `${label} is given where it fits, as before.`;
      element(`new-${wish}`, HTMLInputElement).focus();
    });
    button.setAttribute('aria-label', `Remove ${label}`);
    const item = document.createElement('li');
    item.append(button);
    return item;
  }

  #renderPromise({ bundle, answer, settings }: PageState): void {
    const tiers = bundle?.tiers ?? [];
    const shown = tiers.find(({ tier }) => tier === answer?.tier) ?? tiers.at(-1);
    const point = shown?.operatingPoints.find(({ shift }) => shift === settings.shift);
    const gains = promise(point, shown?.evidence);
    this.#promise.textContent = `${strictnessName(settings.shift)}. ${gains}`;
  }
}

function promise(point: OperatingPoint | undefined, evidence: Evidence | undefined): string {
  return point
    ? promiseText(point, evidence)
    : 'What that gains and costs was not measured for this model.';
}
