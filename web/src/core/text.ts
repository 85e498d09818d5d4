// Text on its way into the core.

/** Bytes of one field that the core reads at most. */
const MAX_FIELD_BYTES = 1 << 20;

const encoder = new TextEncoder();

/**
 * UTF-8, lone surrogates as U+FFFD. Text beyond what the core reads is cut just past that limit, so
 * that the core still sees, and says, that it was longer.
 */
export function toUtf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text.length > MAX_FIELD_BYTES ? text.slice(0, MAX_FIELD_BYTES + 1) : text);
}
