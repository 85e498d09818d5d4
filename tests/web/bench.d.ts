/** Set by bench/page_times.mjs. */
interface Window {
  longTasks: number[];
}
