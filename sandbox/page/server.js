// The way to the sandbox's server: one snapshot, one stream that says when it changed, and the control endpoints.

const RETRY_AFTER = [500, 1000, 2000, 3000]; // milliseconds, the last one for ever

/** The snapshot of what `user` sees. */
export async function fetchState(user) {
  const response = await fetch(`/ui/state?user=${encodeURIComponent(user)}`, { cache: "no-store" });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

/** POST /control/… -> its answer and `carriedOut`: whether the sandbox did it at all ("unreachable" where it is away). */
export async function control(path, body) {
  try {
    const response = await fetch(`/control/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    return response.ok
      ? { ...answer, carriedOut: true }
      : { error: answer.error, status: response.status, carriedOut: false };
  } catch {
    return { error: "unreachable", status: 0, carriedOut: false };
  }
}

/** Keeps one event stream open for one user, and opens it again by itself when it breaks. */
export class Stream {
  #source = null;
  #failures = 0;
  #timer = null;
  #user = null;

  /** `changed()` is called on every change and on every (re)connection; `lost()` when the connection breaks. */
  constructor({ changed, lost }) {
    this.changed = changed;
    this.lost = lost;
  }

  follow(user) {
    this.#user = user;
    this.#failures = 0;
    this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    this.#source?.close();
    const source = new EventSource(`/ui/events?user=${encodeURIComponent(this.#user)}`);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#failures = 0;
      this.changed();
    });
    source.addEventListener("changed", () => this.changed());
    source.addEventListener("error", () => this.#broken(source));
  }

  /** EventSource gives up for good on some errors, so that we close it and try again ourselves. */
  #broken(source) {
    if (source !== this.#source) return;
    source.close();
    this.lost();
    const wait = RETRY_AFTER[Math.min(this.#failures, RETRY_AFTER.length - 1)];
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), wait);
  }
}
