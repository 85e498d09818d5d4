// What the page says to the service worker.

export type ServiceWorkerRequest =
  /** Take the place of the version in use, in every tab. */
  { type: 'take-over' };
