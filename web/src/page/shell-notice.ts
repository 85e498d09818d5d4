// Says that a new version of the page is ready, and whether the page itself is kept on this device.
import { createButton, element } from './elements';

const KEPT = 'The page itself is kept on this device: it opens without a connection.';

const NOT_KEPT =
  'This browser does not keep the page itself (a private window, or no HTTPS?): it opens only with ' +
  'a connection.';

export class ShellNotice {
  readonly #version = element('new-version', HTMLElement);
  readonly #kept = document.createElement('p');

  constructor() {
    element('storage', HTMLElement).append(this.#kept);
  }

  showKept(kept: boolean): void {
    this.#kept.textContent = kept ? KEPT : NOT_KEPT;
  }

  offerVersion(onSwitch: () => void): void {
    this.#show('A new version is ready.', 'Switch to it', onSwitch);
  }

  /** In place of the offer, once it was taken; `loss` is a sentence. */
  warnOfLoss(loss: string, onSwitch: () => void): void {
    this.#show(loss, 'Switch all the same', onSwitch);
  }

  #show(text: string, name: string, onClick: () => void): void {
    const hadFocus = this.#version.contains(document.activeElement);
    const said = document.createElement('span');
    said.textContent = text;
    const button = createButton(name, onClick);
    this.#version.replaceChildren(said, button);
    if (hadFocus) button.focus();
  }
}
