// Short notes that something did not work; they go away by themselves or when dismissed.

import { h, show } from "./dom.js";

const SHOWN_FOR = 8000; // milliseconds

export class Toasts {
  #root;
  #notes = [];
  #next = 0;

  constructor(root) {
    this.#root = root;
  }

  tell(text) {
    if (this.#notes.some((note) => note.text === text)) return;
    const note = { text, key: this.#next++ };
    this.#notes = [...this.#notes.slice(-2), note];
    this.#draw();
    setTimeout(() => this.#drop(note), SHOWN_FOR);
  }

  #drop(note) {
    this.#notes = this.#notes.filter((each) => each !== note);
    this.#draw();
  }

  #draw() {
    show(
      this.#root,
      ...this.#notes.map((note) =>
        h(
          "div",
          { class: "toast", key: note.key },
          h("span", null, note.text),
          h(
            "button",
            { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: () => this.#drop(note) },
            "✕",
          ),
        ),
      ),
    );
  }
}
