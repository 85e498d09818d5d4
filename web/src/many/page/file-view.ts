// The file that is open, what is wrong, and the runs that are kept on this device.
import { createButton, element } from '../../page/elements';
import type { KeptRun } from '../messages';
import { isBusy, type ManyState } from './state';
import { fileText, keptText } from './wording';

export class FileView {
  readonly #status = element('file-status', HTMLElement);
  readonly #open = element('open-file', HTMLButtonElement);
  readonly #problems = element('problems', HTMLElement);
  readonly #kept = element('kept', HTMLElement);
  #shownKept: readonly KeptRun[] = [];

  constructor(private readonly onForget: (key: string) => void) {}

  render(state: ManyState): void {
    const status = fileText(state);
    if (this.#status.textContent !== status) this.#status.textContent = status;
    this.#open.disabled = !state.bundle || isBusy(state);
    const problem =
      state.fatal?.message ??
      (state.file.state === 'failed' ? state.file.failure.message : undefined) ??
      '';
    if (this.#problems.textContent !== problem) {
      const line = document.createElement('p');
      line.textContent = problem;
      this.#problems.replaceChildren(...(problem ? [line] : []));
    }
    if (state.kept !== this.#shownKept) this.#showKept(state.kept);
  }

  #showKept(runs: readonly KeptRun[]): void {
    this.#shownKept = runs;
    this.#kept.hidden = runs.length === 0;
    this.#kept.replaceChildren(
      ...runs.map((run) => {
        const line = document.createElement('p');
        const forget = createButton('Forget', () => this.onForget(run.key));
        forget.setAttribute('aria-label', `Forget ${run.name}`);
        line.append(keptText(run), forget);
        return line;
      }),
    );
  }
}
