// What is kept on this device and what runs: shown with its size, stopped, unloaded and removed here.
import { createButton, element } from './elements';
import type { PageState } from './state';
import { engineText, offerText, storageText } from './wording';

export interface StorageHandlers {
  onCancel: () => void;
  onLoad: () => void;
  onUnload: () => void;
  onRemove: () => void;
}

function button(name: string, onClick: () => void): HTMLButtonElement {
  const made = createButton(name, onClick);
  made.hidden = true;
  return made;
}

function show(target: HTMLElement, text: string | undefined): void {
  target.hidden = text === undefined;
  if (target.textContent !== text) target.textContent = text ?? '';
}

export class StoragePanel {
  readonly #offer = document.createElement('p');
  readonly #cancel: HTMLButtonElement;
  readonly #load: HTMLButtonElement;
  readonly #stored = document.createElement('p');
  readonly #engine = document.createElement('p');
  readonly #unload: HTMLButtonElement;
  readonly #remove: HTMLButtonElement;

  constructor(handlers: StorageHandlers) {
    this.#offer.setAttribute('aria-live', 'polite');
    this.#cancel = button('Stop the download', handlers.onCancel);
    this.#load = button('Load the full tier', handlers.onLoad);
    this.#unload = button('Unload the full tier', handlers.onUnload);
    this.#remove = button('Remove the model from this device', handlers.onRemove);
    element('download-controls', HTMLElement).append(this.#offer, this.#load, this.#cancel);
    element('storage', HTMLElement).append(this.#stored, this.#remove, this.#engine, this.#unload);
  }

  render({ storage, tiers }: PageState): void {
    const missing = storage?.missingBytes.full ?? 0;
    show(this.#offer, offerText('full', tiers.full, missing));
    this.#cancel.hidden = tiers.full.state !== 'downloading';
    this.#load.hidden = tiers.full.state !== 'offered';
    show(this.#stored, storage && storageText(storage));
    this.#remove.hidden = !storage || storage.modelBytes + storage.runtimeBytes === 0;
    show(this.#engine, engineText(tiers.full));
    this.#unload.hidden = tiers.full.state !== 'ready';
  }
}
