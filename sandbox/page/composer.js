// The line in which commands and messages are typed: completion, usage hints, history, one draft per channel.

import { commandOf, refusal, suggestions } from "./completion.js";
import { h, show } from "./dom.js";
import { History } from "./history.js";

export class Composer {
  #root;
  #send;
  #commands = [];
  #channel = null;
  #drafts = new Map(); // channel id -> what was typed there
  #history = new History();
  #chosen = 0;
  #dismissed = false;
  #note = "";
  #sending = 0;

  /** `send(channelId, line)` resolves when the app has answered, to false where the line could not be sent at all. */
  constructor(root, send) {
    this.#root = root;
    this.#send = send;
    this.#draw();
    this.line.addEventListener("blur", () => this.#dismiss(true));
    this.line.addEventListener("focus", () => this.#dismiss(false));
  }

  get line() {
    return this.#root.querySelector("textarea");
  }

  render(commands, channel, me) {
    this.#commands = commands;
    this.me = me;
    if (channel.id !== this.#channel?.id) {
      if (this.#channel) this.#drafts.set(this.#channel.id, this.line.value);
      this.line.value = this.#drafts.get(channel.id) ?? "";
      this.#note = "";
    }
    this.#channel = channel;
    this.#draw();
  }

  /** Puts a line there for the visitor to send. */
  offer(text) {
    this.line.value = text;
    this.line.focus();
    this.#dismissed = false;
    this.#note = "";
    this.#draw();
  }

  #draw() {
    const typed = this.line?.value ?? "";
    const offered = this.#dismissed ? [] : suggestions(typed, this.#commands);
    this.#chosen = Math.min(this.#chosen, Math.max(0, offered.length - 1));
    const hint = commandOf(typed, this.#commands);
    show(
      this.#root,
      offered.length > 0 && this.#list(offered),
      h(
        "div",
        { class: "composer-box", key: "box" },
        h("textarea", {
          id: "line",
          rows: "1",
          spellcheck: "false",
          autocapitalize: "off",
          "aria-label": `Message or command in #${this.#channel?.name ?? ""}`,
          role: "combobox",
          placeholder: `Message #${this.#channel?.name ?? ""}, or type / for a command`,
          "aria-expanded": String(offered.length > 0),
          "aria-autocomplete": "list",
          "aria-controls": "suggestions",
          "aria-activedescendant": offered.length > 0 ? `suggestion-${this.#chosen}` : null,
          "aria-describedby": "composer-note",
          oninput: () => this.#typed(),
          onkeydown: (event) => this.#pressed(event),
        }),
        h(
          "button",
          {
            class: "send",
            type: "button",
            "aria-label": "Send",
            disabled: typed.trim() === "",
            onclick: () => this.#submit(),
          },
          "➤",
        ),
      ),
      h(
        "p",
        {
          class: `composer-note ${this.#note ? "wrong" : ""}`.trim(),
          id: "composer-note",
          key: "note",
          role: this.#note ? "alert" : null,
        },
        this.#note ||
          (this.#sending > 0 && "Waiting for the app’s answer…") ||
          (hint && usage(hint)) ||
          `You act as ${this.me ?? "…"}. Enter sends, ↑ brings back what you sent.`,
      ),
    );
  }

  #list(offered) {
    return h(
      "ul",
      { class: "suggestions", id: "suggestions", role: "listbox", "aria-label": "Commands", key: "suggestions" },
      offered.map((command, index) =>
        h(
          "li",
          {
            key: command.command,
            role: "option",
            id: `suggestion-${index}`,
            "aria-selected": String(index === this.#chosen),
            onpointerdown: (event) => {
              event.preventDefault(); // the line keeps the focus
              this.#complete(command);
            },
          },
          h("b", null, command.command),
          h("span", { class: "usage" }, command.usage_hint),
          h("span", { class: "description" }, command.description),
        ),
      ),
    );
  }

  #typed() {
    this.#dismissed = false;
    this.#history.stop();
    this.#note = "";
    this.#chosen = 0;
    this.#draw();
  }

  #dismiss(dismissed) {
    this.#dismissed = dismissed;
    this.#draw();
  }

  #pressed(event) {
    if (event.isComposing || event.shiftKey) return;
    const offered = this.#dismissed ? [] : suggestions(this.line.value, this.#commands);
    const act = (offered.length > 0 && this.#inList(event.key, offered)) || this.#inLine(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #inList(key, offered) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) return () => this.#choose((this.#chosen + step + offered.length) % offered.length);
    const chosen = offered[this.#chosen];
    const complete = this.line.value === chosen.command;
    if (key === "Tab" || (key === "Enter" && !complete)) return () => this.#complete(chosen);
    return key === "Escape" ? () => this.#dismiss(true) : null;
  }

  #inLine(key) {
    if (key === "Enter") return () => this.#submit();
    const walking = this.#history.walking || this.line.value === "";
    if (key === "ArrowUp" && walking && !this.#history.empty) return () => this.#recall(-1);
    return key === "ArrowDown" && this.#history.walking ? () => this.#recall(1) : null;
  }

  #choose(index) {
    this.#chosen = index;
    this.#draw();
  }

  #complete(command) {
    this.line.value = `${command.command} `;
    this.#typed();
  }

  #recall(step) {
    this.line.value = this.#history.walk(step);
    this.#dismissed = true;
    this.#draw();
  }

  async #submit() {
    const text = this.line.value.trim();
    if (text === "") return;
    this.#note = refusal(text, this.#commands) ?? "";
    if (this.#note) return this.#dismiss(true);
    this.#history.remember(text);
    this.line.value = "";
    this.#typed();
    this.#sending += 1;
    this.#draw();
    const sent = await this.#send(this.#channel.id, text);
    this.#sending -= 1;
    if (!sent && this.line.value === "") this.line.value = text;
    return this.#draw();
  }
}

function usage(command) {
  return [
    h("b", null, command.command),
    ` ${command.usage_hint ?? ""}`,
    command.description && h("span", { class: "description" }, ` — ${command.description}`),
  ];
}
