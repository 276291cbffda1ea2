// What was sent from the composer, for the arrow keys; the browser's tab keeps it over a reload.

const KEY = "bellhop-sandbox-history";
const LENGTH = 50;

export class History {
  #lines = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  #place = null; // index of the line on view while arrows walk

  get walking() {
    return this.#place !== null;
  }

  get empty() {
    return this.#lines.length === 0;
  }

  remember(line) {
    this.#lines = [...this.#lines.filter((each) => each !== line), line].slice(-LENGTH);
    sessionStorage.setItem(KEY, JSON.stringify(this.#lines));
    this.#place = null;
  }

  stop() {
    this.#place = null;
  }

  /** The line `step` further (-1: the one before); "" past the newest. */
  walk(step) {
    this.#place = Math.max(0, Math.min(this.#lines.length, (this.#place ?? this.#lines.length) + step));
    return this.#lines[this.#place] ?? "";
  }
}
