// The "are you sure?" of a button that carries a confirm object.

import { h, show } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";

/** Asks in `dialog`; resolves to true when the visitor confirms. */
export function confirmed(dialog, question, names) {
  return new Promise((resolve) => {
    const answer = (yes) => {
      dialog.close();
      resolve(yes);
    };
    dialog.oncancel = (event) => {
      event.preventDefault();
      answer(false);
    };
    show(
      dialog,
      h(
        "div",
        { class: "modal-form" },
        h("header", null, h("h2", { id: "confirm-title" }, plain(question.title?.text ?? "Are you sure?"))),
        h("div", { class: "body" }, h("div", { class: "text" }, textObject(question.text, names))),
        h(
          "footer",
          null,
          h(
            "button",
            { type: "button", class: "button", onclick: () => answer(false) },
            plain(question.deny?.text ?? "No"),
          ),
          h(
            "button",
            { type: "button", class: `button ${question.style ?? "primary"}`, onclick: () => answer(true) },
            plain(question.confirm?.text ?? "Yes"),
          ),
        ),
      ),
    );
    dialog.showModal();
    dialog.querySelector("footer .button:last-child").focus();
  });
}
