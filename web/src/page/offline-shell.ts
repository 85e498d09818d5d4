// The page's end of the service worker: registers it, loads the page once more where that brings
// threads, and offers a new version when there is one. Without service workers the page works, with a
// connection and in one thread.
import type { ServiceWorkerRequest } from '../service-worker/messages';
import { takeReload } from './isolation';
import type { ShellNotice } from './shell-notice';
import { registerServiceWorker } from './trusted-worker';

export interface ShellHandlers {
  /** Nothing would be lost or broken off by a reload that nobody asked for. */
  isUntouched: () => boolean;
  /** Keeps what can be kept over a reload; a sentence where something would be lost by it. */
  prepareReload: () => string | undefined;
}

export class OfflineShell {
  #started = false;
  #switching = false;

  constructor(
    private readonly notice: ShellNotice,
    private readonly handlers: ShellHandlers,
  ) {}

  /**
   * To be called when what the page needs first is there: the files of the page are fetched once more
   * where the browser has not kept them. Without effect from the second call on.
   */
  start(): void {
    // Vite's server changes the files of the page under their names.
    if (this.#started || import.meta.hot) return;
    this.#started = true;
    this.#register().catch(() => this.notice.showKept(false));
  }

  /** Throws where the browser has no service workers or refuses this one. */
  async #register(): Promise<void> {
    const container = navigator.serviceWorker;
    let controlled = container.controller !== null;
    container.addEventListener('controllerchange', () => {
      // Another tab switched. The files of this one's version are no longer kept.
      if (controlled && !this.#switching) this.#offer(undefined);
      controlled = true;
    });
    const registration = await registerServiceWorker('service-worker.js');
    const isKept = await isActive(registration);
    this.notice.showKept(isKept);
    if (!isKept) return;
    this.#watch(registration);
    const reloads = takeReload(
      {
        isolated: crossOriginIsolated,
        embedded: window.top !== window,
        cores: navigator.hardwareConcurrency,
        untouched: this.handlers.isUntouched(),
      },
      () => sessionStorage,
      new URL('.', document.baseURI).pathname,
    );
    if (reloads) location.reload();
  }

  #watch(registration: ServiceWorkerRegistration): void {
    const follow = (worker: ServiceWorker | null) =>
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed') this.#offer(registration);
      });
    registration.addEventListener('updatefound', () => follow(registration.installing));
    follow(registration.installing);
    if (registration.waiting) this.#offer(registration);
  }

  /** Offers the version that waits; without one, the reload alone. */
  #offer(registration: ServiceWorkerRegistration | undefined): void {
    const change = () => {
      const waiting = registration?.waiting;
      if (!waiting) return location.reload();
      this.#switching = true;
      // Not at 'controllerchange': a reload during the activation waits for seconds.
      waiting.addEventListener('statechange', () => {
        if (waiting.state === 'activated') location.reload();
      });
      waiting.postMessage({ type: 'take-over' } satisfies ServiceWorkerRequest);
    };
    this.notice.offerVersion(() => {
      const loss = this.handlers.prepareReload();
      if (loss === undefined) change();
      else this.notice.warnOfLoss(loss, change);
    });
  }
}

/** Waits for the end of the installation; false where it fails. */
function isActive({ active, waiting, installing }: ServiceWorkerRegistration): Promise<boolean> {
  const worker = installing ?? waiting;
  if (active || !worker) return Promise.resolve(active !== null);
  return new Promise((resolve) =>
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve(true);
      if (worker.state === 'redundant') resolve(false);
    }),
  );
}
