// How many rows a second, over the last seconds: pauses do not count.

const WINDOW_MILLISECONDS = 5000;

export class Rate {
  #marks: { time: number; rows: number }[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** `rows` done in all. */
  mark(rows: number): void {
    const time = this.now();
    this.#marks.push({ time, rows });
    while (this.#marks.length > 2 && this.#marks[0]!.time < time - WINDOW_MILLISECONDS) {
      this.#marks.shift();
    }
  }

  /** To be called where work begins again. */
  restart(rows: number): void {
    this.#marks = [];
    this.mark(rows);
  }

  get rowsPerSecond(): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.rows === first.rows || last.time === first.time) return undefined;
    return ((last.rows - first.rows) * 1000) / (last.time - first.time);
  }
}
