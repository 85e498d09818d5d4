// A visitor's wishes in the core's terms.
import type { Adjustment } from 'linnet-core';
import type { Settings } from '../protocol/messages';

export const NO_SETTINGS: Settings = {
  shift: 0,
  excluded: [],
  required: [],
  anyText: false,
  readAll: false,
};

/** Labels that are not among `labels` are left out: another model may have had them. */
export function toAdjustment(
  { shift, excluded, required }: Settings,
  labels: readonly string[],
): Omit<Adjustment, 'titleAlone'> {
  const indices = (names: readonly string[]) =>
    names.map((name) => labels.indexOf(name)).filter((index) => index >= 0);
  return { shift, excluded: indices(excluded), required: indices(required) };
}
