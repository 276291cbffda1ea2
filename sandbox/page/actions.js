// What the visitor can do: each act goes to the sandbox, which plays Slack, and comes back as a changed snapshot.

import { confirmed } from "./confirm.js";
import { control } from "./server.js";

/** Why the sandbox did not carry an act out, in a sentence. What the app made of it, Slack's own marks tell. */
function refusal(answer) {
  if (answer.error === "unreachable") return "The sandbox does not answer, so nothing was done.";
  if (answer.status === 403) return "The sandbox refused that: open the page by the address it printed.";
  return `That cannot be done: ${answer.error ?? `the sandbox answered ${answer.status}`}.`;
}

export class Actions {
  #page;

  /** `page` = {me(), names(), busy (a set of action keys), redraw(), refresh(), tell(sentence), confirmDialog}. */
  constructor(page) {
    this.#page = page;
  }

  /** Sends a line: a slash command, else an ordinary message. */
  say(channel, line) {
    return this.#act({ channel, [line.startsWith("/") ? "command" : "text"]: line });
  }

  pressInMessage(channel, message, action) {
    return this.#press(action, { channel, ts: message.ts });
  }

  pressInView(viewId, action) {
    return this.#press(action, { view_id: viewId });
  }

  async #press({ key, confirm, ...action }, place) {
    if (confirm && !(await confirmed(this.#page.confirmDialog, confirm, this.#page.names()))) return;
    this.#page.busy.add(key);
    this.#page.redraw();
    await this.#act({ ...place, ...action });
    this.#page.busy.delete(key);
    this.#page.redraw();
  }

  /** Sends a modal; resolves to why it was not sent, or null. What the app says of its inputs comes with the snapshot. */
  async submitView(viewId, values) {
    const answer = await control("act", { user: this.#page.me(), view_id: viewId, values });
    await this.#page.refresh();
    return answer.carriedOut ? null : refusal(answer);
  }

  closeView(viewId) {
    return this.#act({ view_id: viewId, close: true });
  }

  openHome() {
    return this.#act({ home: "home" });
  }

  /** A shortcut that is about no message. */
  pickShortcut(id) {
    return this.#act({ shortcut: id });
  }

  /** Of a group, or of a service: `cluster/name`. */
  async setLoad(name, percent) {
    await this.#told(await control("load", { [name.includes("/") ? "service" : "group"]: name, percent }));
  }

  /** Sets so many alarms off; null lets them recover. */
  async setStorm(alarms) {
    await this.#told(await control("storm", { alarms }));
  }

  async #act(body) {
    return this.#told(await control("act", { user: this.#page.me(), ...body }));
  }

  async #told(answer) {
    await this.#page.refresh();
    if (!answer.carriedOut) this.#page.tell(refusal(answer));
    return answer.carriedOut;
  }
}
