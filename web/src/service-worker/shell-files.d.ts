declare module 'virtual:shell-files' {
  /** The files that the page needs to start; put in by the build (web/service-worker.ts). */
  const files: { url: string; revision: string | null; integrity: string }[];
  export default files;
}
