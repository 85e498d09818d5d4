// The visitor's wishes, kept in this browser: how strict, and which labels never or always. Pure but
// for the storage that it is given.
import type { Settings } from '../protocol/messages';
import { NO_SETTINGS } from '../tagger/adjustment';
import type { TextStorage } from './kept-text';

/** How far either way, in steps of SHIFT_STEP, and as `evaluate --fit-decision` measures it. */
export const LARGEST_SHIFT = 2;
export const SHIFT_STEP = 0.5;

export type Wish = 'excluded' | 'required';

/** With `label` among the wishes of one kind, and of no other. */
export function withWish(settings: Settings, wish: Wish, label: string): Settings {
  const cleared = withoutWish(settings, label);
  return { ...cleared, [wish]: [...cleared[wish], label] };
}

export function withoutWish(settings: Settings, label: string): Settings {
  const others = (labels: readonly string[]) => labels.filter((entry) => entry !== label);
  return {
    ...settings,
    excluded: others(settings.excluded),
    required: others(settings.required),
  };
}

/** `folder` is the path of the page: other pages of the same origin have their own. */
export class KeptSettings {
  readonly #key: string;

  constructor(
    private readonly storage: TextStorage | undefined,
    folder: string,
  ) {
    this.#key = `linnet ${folder} settings`;
  }

  /** NO_SETTINGS where there are none, or none that make sense. */
  read(): Settings {
    try {
      return parse(JSON.parse(this.storage?.getItem(this.#key) ?? 'null'));
    } catch {
      return NO_SETTINGS;
    }
  }

  write(settings: Settings): void {
    try {
      this.storage?.setItem(this.#key, JSON.stringify(settings));
    } catch {
      // No room, or not allowed: they last as long as the page.
    }
  }
}

function parse(value: unknown): Settings {
  if (typeof value !== 'object' || value === null) return NO_SETTINGS;
  const { shift, excluded, required, anyText, readAll } = value as Record<keyof Settings, unknown>;
  const inRange = typeof shift === 'number' && Math.abs(shift) <= LARGEST_SHIFT;
  const never = texts(excluded);
  return {
    shift: inRange ? shift : 0,
    excluded: never,
    required: texts(required).filter((label) => !never.includes(label)),
    anyText: anyText === true,
    readAll: readAll === true,
  };
}

function texts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.filter((entry) => typeof entry === 'string'))];
}
