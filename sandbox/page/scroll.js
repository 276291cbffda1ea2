// Keeps a scrolling list at its end while the visitor is there, and leaves it alone while they read further up.

const NEAR = 60; // pixels

export class Follow {
  #list;
  #moved;
  #atEnd = true;

  /** `moved()` is called when the visitor reaches or leaves the end. */
  constructor(list, moved) {
    this.#list = list;
    this.#moved = moved;
    list.addEventListener(
      "scroll",
      () => {
        const atEnd = this.#distance() < NEAR;
        if (atEnd === this.#atEnd) return;
        this.#atEnd = atEnd;
        moved();
      },
      { passive: true },
    );
    new ResizeObserver(() => this.settle()).observe(list);
  }

  get atEnd() {
    return this.#atEnd;
  }

  /** To be called after the list was drawn. */
  settle() {
    if (this.#atEnd) this.#list.scrollTop = this.#list.scrollHeight;
  }

  jump() {
    this.#atEnd = true;
    this.settle();
    this.#moved();
  }

  /** To the beginning, of something else that is read from there. */
  leave() {
    this.#atEnd = false;
    this.#list.scrollTop = 0;
  }

  #distance() {
    return this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight;
  }
}
