// The two groups of an answer. Pure.
import type { Tag } from '../protocol/messages';

export interface TagGroups {
  /** Tags that clearly fit. */
  clear: readonly Tag[];
  /** Tags that fit as well. */
  also: readonly Tag[];
}

/** Each in the order of the answer. */
export function groupTags(tags: readonly Tag[]): TagGroups {
  return {
    clear: tags.filter(({ clear }) => clear),
    also: tags.filter(({ clear }) => !clear),
  };
}
