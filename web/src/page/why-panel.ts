// Why a tag is given: the text with the words that speak for it and against it.
import type { ReasonSegment, Reasons } from '../protocol/messages';
import { createButton, element } from './elements';
import type { PageState, Why } from './state';
import { reasonsText, whyProgressText } from './wording';

/** Of a field, in characters: beyond it nobody reads, and a browser has much to lay out. */
const MOST_SHOWN = 20_000;

/** Of the strongest effect: what has less is not marked. */
const LEAST_MARKED = 0.05;

export interface WhyHandlers {
  onAskFull: (label: string) => void;
  onStop: () => void;
  onClose: () => void;
  onExclude: (label: string) => void;
}

export class WhyPanel {
  readonly #panel = element('why', HTMLElement);
  readonly #name = element('why-name', HTMLElement);
  readonly #said = element('why-said', HTMLElement);
  readonly #text = element('why-text', HTMLElement);
  readonly #bar = element('why-progress', HTMLProgressElement);
  readonly #key = element('why-key', HTMLElement);
  readonly #askFull: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #exclude: HTMLButtonElement;
  #why: Why | undefined;
  #shown: Reasons | undefined;

  constructor(handlers: WhyHandlers) {
    const ofLabel = (use: (label: string) => void) => () => {
      if (this.#why) use(this.#why.label);
    };
    this.#askFull = createButton('Ask the full tier', ofLabel(handlers.onAskFull));
    this.#stop = createButton('Stop', () => {
      handlers.onStop();
      // The button goes; its place is taken by this one.
      this.#askFull.hidden = false;
      this.#askFull.focus();
    });
    this.#exclude = createButton('Never give this tag', ofLabel(handlers.onExclude));
    const close = createButton('Close', handlers.onClose);
    element('why-buttons', HTMLElement).append(this.#askFull, this.#stop, this.#exclude, close);
    this.#panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') handlers.onClose();
    });
  }

  render(state: PageState): void {
    const why = state.why;
    this.#panel.hidden = !why;
    if (!why) {
      this.#why = undefined;
      this.#shown = undefined;
      return;
    }
    const busy = why.tier === 'full' && !why.failure && why.reasons?.tier !== 'full';
    const canAsk = state.tiers.full.state === 'ready' && state.answer?.tier === 'full';
    this.#stop.hidden = !busy;
    this.#askFull.hidden = busy || !canAsk || why.reasons?.tier === 'full';
    this.#bar.hidden = !busy;
    if (busy && why.progress) {
      this.#bar.max = why.progress.total;
      this.#bar.value = why.progress.done;
    } else this.#bar.removeAttribute('value');
    if (why === this.#why) return;
    this.#why = why;
    this.#name.textContent = `Why ${why.label}?`;
    this.#say(why.failure?.message ?? (busy ? whyProgressText() : reasonsText(why.reasons)));
    // What is shown stays while other reasons are under way.
    if (why.reasons && why.reasons !== this.#shown) this.#renderText(why.reasons);
    if (!why.reasons && this.#shown?.label !== why.label) this.#text.replaceChildren();
    this.#key.hidden = this.#text.childElementCount === 0;
    this.#shown = why.reasons;
  }

  #say(text: string): void {
    if (this.#said.textContent !== text) this.#said.textContent = text;
  }

  #renderText({ title, description }: Reasons): void {
    const strongest = [...title, ...description].reduce(
      (most, { effect }) => Math.max(most, Math.abs(effect)),
      0,
    );
    const paragraph = (segments: readonly ReasonSegment[]) => {
      const element = document.createElement('p');
      let left = MOST_SHOWN;
      for (const { text, effect } of segments) {
        if (left <= 0) {
          element.append(' …');
          break;
        }
        left -= text.length;
        element.append(marked(text, strongest > 0 ? effect / strongest : 0));
      }
      return element;
    };
    this.#text.replaceChildren(
      ...[title, description].filter(({ length }) => length > 0).map(paragraph),
    );
  }
}

/** `strength` is -1 to 1. */
function marked(text: string, strength: number): Node {
  if (Math.abs(strength) < LEAST_MARKED) return document.createTextNode(text);
  const mark = document.createElement('mark');
  mark.className = strength > 0 ? 'for' : 'against';
  mark.style.setProperty('--strength', Math.abs(strength).toFixed(2));
  mark.textContent = text;
  return mark;
}
