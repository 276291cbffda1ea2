// Remembers what every message looked like: new ones are told of, and an edited one lights up once.

import { messageKey } from "./messages.js";

export class Changes {
  #seen = new Map(); // message key -> {signature, edits}
  #started = false;

  /** Takes the messages of a snapshot; returns those that are new since the last one (none for the first one). */
  take(messages) {
    const fresh = [];
    for (const message of messages) {
      const key = messageKey(message);
      const signature = JSON.stringify([message.text, message.blocks, message.attachments]);
      const known = this.#seen.get(key);
      if (!known) {
        this.#seen.set(key, { signature, edits: 0, fresh: this.#started });
        if (this.#started) fresh.push(message);
      } else if (known.signature !== signature) {
        this.#seen.set(key, { signature, edits: known.edits + 1, fresh: known.fresh });
      }
    }
    this.#started = true;
    return fresh;
  }

  /** Another person looks at the page: nothing of what they see is new to them. */
  forget() {
    this.#seen.clear();
    this.#started = false;
  }

  /** The class of a message: two names take turns, because only another name restarts a CSS animation. */
  mark(key) {
    const known = this.#seen.get(key);
    if (!known) return "";
    if (known.edits > 0) return known.edits % 2 ? "edited-odd" : "edited-even";
    return known.fresh ? "arrived" : "";
  }
}
