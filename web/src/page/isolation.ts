// Whether the page is loaded once more to be isolated from other origins, which gives the full tier
// its threads: the service worker adds the headers for it, from the second load on. Pure.

export interface Surroundings {
  /** `crossOriginIsolated`: there is nothing to gain. */
  isolated: boolean;
  /** In a frame of another page, which would have to be isolated first. */
  embedded: boolean;
  /** Of the device; one has no use for threads. */
  cores: number;
  /** Nothing is written, nothing is on its way, and the visitor has not begun to use the page. */
  untouched: boolean;
}

/** What sessionStorage offers, or a stand-in. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * True at most once a tab and `folder` (the path of the page): what did not help once would not help
 * again. Never where the browser cannot remember.
 */
export function takeReload(
  { isolated, embedded, cores, untouched }: Surroundings,
  memory: () => Memory,
  folder: string,
): boolean {
  if (isolated || embedded || !(cores > 1) || !untouched) return false;
  const key = `linnet ${folder} isolation`;
  try {
    if (memory().getItem(key) !== null) return false;
    memory().setItem(key, 'tried');
    return memory().getItem(key) !== null;
  } catch {
    return false;
  }
}
