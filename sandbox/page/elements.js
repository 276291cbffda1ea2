// Draws what can be pressed or chosen inside a message or a modal's actions: buttons, links, selects.

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { plain } from "./mrkdwn.js";

/**
 * `place` = {key, busy, press(action)} tells where the element stands: `press` sends the action
 * {action_id, block_id, value | selected} to the app, `busy` holds the keys of actions whose answer has not come yet.
 */
export function element(item, blockId, place) {
  const draw = {
    button,
    static_select: select,
    image: thumbnail,
    overflow,
    radio_buttons: choices,
    checkboxes: choices,
  }[item.type];
  return draw ? draw(item, blockId, place) : h("span", { class: "unknown" }, `This page does not draw a ${item.type}.`);
}

function button(item, blockId, place) {
  const key = `${place.key}/${blockId}/${item.action_id}`;
  const waiting = place.busy.has(key);
  const look = `button ${item.style ?? ""} ${waiting ? "waiting" : ""}`.trim().replace(/\s+/g, " ");
  const press = () =>
    place.press({ key, action_id: item.action_id, block_id: blockId, value: item.value, confirm: item.confirm });
  if (item.url) {
    return h(
      "a",
      { class: look, key, href: safeAddress(item.url), target: "_blank", rel: "noopener noreferrer", onclick: press },
      plain(item.text.text),
      h("span", { class: "out", "aria-hidden": "true" }, "↗"),
    );
  }
  return h(
    "button",
    {
      class: look,
      key,
      type: "button",
      "data-action": item.action_id,
      "aria-busy": waiting ? "true" : null,
      "aria-disabled": waiting ? "true" : null,
      "aria-label": item.accessibility_label,
      onclick: () => waiting || press(),
    },
    plain(item.text.text),
  );
}

function select(item, blockId, place) {
  const key = `${place.key}/${blockId}/${item.action_id}`;
  const options = optionsOf(item);
  const chosen = item.initial_option?.value;
  const pick = (event) => {
    const option = options.find((each) => each.value === event.target.value);
    if (option)
      place.press({ key, action_id: item.action_id, block_id: blockId, selected: option, confirm: item.confirm });
  };
  return h(
    "select",
    {
      class: "select",
      key,
      "data-action": item.action_id,
      "aria-label": item.placeholder?.text ?? "Choose",
      onchange: pick,
    },
    chosen ? null : h("option", { value: "" }, withEmoji(item.placeholder?.text ?? "Choose an option")),
    options.map((option) =>
      h("option", { value: option.value, selected: option.value === chosen }, withEmoji(option.text.text)),
    ),
  );
}

/** As Slack draws it: no wider than its three dots. */
function overflow(item, blockId, place) {
  const drawn = select({ ...item, placeholder: { text: "⋯" } }, blockId, place);
  drawn.classList.add("overflow");
  drawn.setAttribute("aria-label", "More actions");
  return drawn;
}

function choices(item, blockId, place) {
  const key = `${place.key}/${blockId}/${item.action_id}`;
  const kind = item.type === "checkboxes" ? "checkbox" : "radio";
  const initial = new Set(
    [item.initial_option, ...(item.initial_options ?? [])].filter(Boolean).map((option) => option.value),
  );
  const change = (event) => {
    const chosen = [...event.currentTarget.querySelectorAll("input:checked")].map((input) =>
      item.options.find((option) => option.value === input.value),
    );
    place.press({
      key,
      action_id: item.action_id,
      block_id: blockId,
      selected: kind === "checkbox" ? chosen : chosen[0],
      confirm: item.confirm,
    });
  };
  return h(
    "fieldset",
    { class: "choices", key, onchange: change },
    item.options.map((option) =>
      h(
        "label",
        null,
        h("input", { type: kind, name: key, value: option.value, checked: initial.has(option.value) }),
        h("span", null, plain(option.text.text)),
      ),
    ),
  );
}

function thumbnail(item) {
  return h("img", { class: "thumbnail", src: item.image_url, alt: item.alt_text });
}

/** Options of a select, groups laid flat. */
export function optionsOf(item) {
  return item.options ?? (item.option_groups ?? []).flatMap((group) => group.options);
}

function safeAddress(url) {
  return /^https?:\/\//i.test(url) ? url : null;
}
