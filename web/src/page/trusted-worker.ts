// The one place that turns an address into a script: the page's policy (Trusted Types) refuses plain
// strings there, and any HTML made from strings.

interface TrustedTypePolicy {
  createScriptURL: (url: string) => unknown;
}

interface TrustedTypes {
  createPolicy: (
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ) => TrustedTypePolicy;
}

/** Throws on every address but the page's own; nothing where the browser has no Trusted Types. */
const policy = (window as Window & { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy(
  'linnet',
  {
    createScriptURL(url) {
      if (new URL(url).origin !== location.origin) throw new TypeError(`not of this site: ${url}`);
      return url;
    },
  },
);

/** `url` is relative to the page. */
function trusted(url: string): string {
  const address = new URL(url, document.baseURI).href;
  // The types of the DOM know no TrustedScriptURL.
  return (policy?.createScriptURL(address) ?? address) as string;
}

/** A module worker of this site; `url` is relative to the page. */
export function startWorker(url: string): Worker {
  return new Worker(trusted(url), { type: 'module' });
}

/** A service worker for the folder in which it lies; `url` is relative to the page. */
export function registerServiceWorker(url: string): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register(trusted(url));
}
