// What web/onnx-runtime.ts puts in at build time.
declare module 'virtual:onnx-runtime' {
  export const bytes: number;
  /** 64 lower-case hexadecimal digits. */
  export const sha256: string;
}
