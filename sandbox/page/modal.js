// The topmost open view of the visitor, in a native <dialog>, which keeps the focus inside and gives it back.

import { blocks } from "./blocks.js";
import { h, show } from "./dom.js";
import { inputBlock, readValues } from "./inputs.js";
import { plain } from "./mrkdwn.js";
import { bell } from "./people.js";

export class Modal {
  #dialog;
  #actions;
  #look = null;
  #view = null; // {id, view, state, errors, trouble} as the snapshot tells it
  #waiting = false; // for the answer to what was submitted
  #trouble = ""; // why it could not even be submitted

  constructor(dialog, actions) {
    this.#dialog = dialog;
    this.#actions = actions;
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#close();
    });
  }

  /** Shows the last of `views`, or nothing. */
  render(views, look) {
    const top = views.at(-1) ?? null;
    const before = this.#view;
    const wasReady = before !== null && before.id === top?.id && !isLoading(before.view);
    if (top?.id !== before?.id) {
      this.#trouble = "";
      this.#waiting = false;
    }
    this.#view = top;
    this.#look = look;
    if (!top) {
      if (this.#dialog.open) this.#dialog.close();
      return;
    }
    this.#draw();
    if (!this.#dialog.open) this.#dialog.showModal();
    if (!wasReady) this.#focus();
  }

  /** The first input is ready to be typed into; a number there is replaced by typing. */
  #focus() {
    const input =
      this.#dialog.querySelector("[autofocus]") ?? this.#dialog.querySelector(".body :is(input, select, textarea)");
    input?.focus();
    if (input?.classList.contains("number")) input.select();
  }

  #draw() {
    const { id, view } = this.#view;
    const trouble = this.#trouble || this.#view.trouble;
    show(
      this.#dialog,
      h(
        "form",
        { key: id, class: "modal-form", "data-view": id, novalidate: true, onsubmit: (event) => this.#submit(event) },
        h(
          "header",
          null,
          h("span", { class: "app-mark", "aria-hidden": "true" }, bell()),
          h("h2", { id: "modal-title" }, plain(view.title?.text ?? "")),
          h(
            "button",
            { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => this.#close() },
            "✕",
          ),
        ),
        trouble && h("p", { class: "trouble", role: "alert" }, trouble),
        h(
          "div",
          { class: `body ${isLoading(view) ? "loading" : ""}`.trim(), "aria-busy": isLoading(view) ? "true" : null },
          this.#blocks(),
        ),
        (view.submit || view.close) && this.#footer(view),
      ),
    );
  }

  #blocks() {
    const { view, state, errors } = this.#view;
    const place = {
      names: this.#look.names,
      key: this.#view.id,
      busy: this.#look.busy,
      press: (action) => this.#press(action),
    };
    return (view.blocks ?? []).map((block) =>
      block.type === "input"
        ? inputBlock(block, {
            error: errors?.[block.block_id],
            typed: state?.[block.block_id]?.[block.element.action_id],
            people: this.#look.names.people,
            channels: this.#look.names.channelList,
            changed: block.dispatch_action ? (event) => this.#dispatch(block, event) : null,
          })
        : blocks([block], place),
    );
  }

  #footer(view) {
    return h(
      "footer",
      null,
      h(
        "button",
        { type: "button", class: "button", onclick: () => this.#close() },
        plain(view.close?.text ?? "Cancel"),
      ),
      view.submit &&
        h(
          "button",
          {
            type: "submit",
            class: `button primary ${this.#waiting ? "waiting" : ""}`.trim(),
            "aria-busy": this.#waiting ? "true" : null,
          },
          plain(view.submit.text),
        ),
    );
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#waiting) return;
    const { id, view } = this.#view;
    this.#waiting = true;
    this.#trouble = "";
    this.#draw();
    const trouble = await this.#actions.submitView(id, readValues(this.#dialog, view));
    if (this.#view?.id !== id) return;
    this.#waiting = false;
    this.#trouble = trouble ?? "";
    this.#draw();
    this.#dialog.querySelector("[aria-invalid=true]")?.focus();
  }

  #dispatch(block, event) {
    event.stopPropagation();
    const { block_id: blockId, element } = block;
    const selected = readValues(this.#dialog, this.#view.view)[blockId][element.action_id];
    this.#press({ key: `${this.#view.id}/${blockId}`, block_id: blockId, action_id: element.action_id, selected });
  }

  /** With all that has been put in by now, as Slack tells it. */
  #press(action) {
    this.#actions.pressInView(this.#view.id, { ...action, values: readValues(this.#dialog, this.#view.view) });
  }

  #close() {
    if (this.#view) this.#actions.closeView(this.#view.id);
  }
}

/** Apps open a modal with a "Loading…" text at once and fill it when they know more. */
function isLoading(view) {
  return (
    !view.submit &&
    (view.blocks ?? []).some((block) => /^\W*loading/i.test(block.text?.text ?? block.elements?.[0]?.text ?? ""))
  );
}
