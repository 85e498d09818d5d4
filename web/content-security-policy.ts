// What the page may load and run: its own files, and WebAssembly. In index.html as a meta element,
// and as a header wherever we serve the page ourselves, where it binds the workers too.

const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/**
 * The page alone makes no script address and no HTML from strings (web/src/page/trusted-worker.ts).
 * Not for workers: ONNX Runtime starts its threads from an address.
 */
const PAGE_DIRECTIVES = ["require-trusted-types-for 'script'", 'trusted-types linnet'];

export const META_POLICY = [...DIRECTIVES, ...PAGE_DIRECTIVES].join('; ');

/** A meta element cannot forbid framing; a header can. */
export const HEADER_POLICY = [...DIRECTIVES, "frame-ancestors 'none'"].join('; ');
