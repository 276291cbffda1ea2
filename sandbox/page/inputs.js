// Draws the inputs of a modal and reads what was typed into them; whether that is acceptable, the server says.

import { h } from "./dom.js";
import { optionsOf } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { plain } from "./mrkdwn.js";

const DRAW = {
  plain_text_input: textInput,
  number_input: numberInput,
  datetimepicker: dateTimeInput,
  static_select: selectInput,
  users_select: personInput,
  conversations_select: channelInput,
  radio_buttons: choices,
  checkboxes: choices,
};

/**
 * An input block; `error` is the sentence that stands below it. `typed` is what the server already holds for it, `people`
 * and `channels` are what can be chosen.
 */
export function inputBlock(block, { error, typed, changed, people, channels }) {
  const id = `input-${block.block_id}`;
  const draw = DRAW[block.element.type];
  const grouped = draw === choices;
  return h(
    grouped ? "fieldset" : "div",
    { class: `block input ${error ? "wrong" : ""}`.trim(), key: block.block_id, "data-block": block.block_id },
    h(
      grouped ? "legend" : "label",
      { for: grouped ? null : id, class: "label" },
      plain(block.label.text),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    draw
      ? draw(block.element, {
          id,
          typed,
          changed,
          people,
          channels,
          describedBy: error ? `${id}-error` : block.hint ? `${id}-hint` : null,
          wrong: Boolean(error),
        })
      : h("p", { class: "unknown" }, `This page does not draw a ${block.element.type}.`),
    error && h("p", { class: "input-error", id: `${id}-error`, role: "alert" }, plain(error)),
    block.hint && h("p", { class: "hint", id: `${id}-hint` }, plain(block.hint.text)),
  );
}

const common = (item, field) => ({
  id: field.id,
  name: item.action_id,
  key: item.action_id,
  placeholder: item.placeholder && withEmoji(item.placeholder.text),
  autofocus: item.focus_on_load,
  "aria-invalid": field.wrong ? "true" : null,
  "aria-describedby": field.describedBy,
  autocomplete: "off",
});

/** In the reader's own time zone, as Slack's; Slack wants epoch seconds. */
function dateTimeInput(item, field) {
  const at = Number(field.typed?.selected_date_time ?? item.initial_date_time ?? 0);
  const local = at ? new Date((at - new Date(at * 1000).getTimezoneOffset() * 60) * 1000).toISOString() : "";
  return h("input", { ...common(item, field), type: "datetime-local", value: local.slice(0, 16) });
}

function textInput(item, field) {
  const value = field.typed?.value ?? item.initial_value ?? "";
  if (item.multiline) return h("textarea", { ...common(item, field), rows: "4", maxlength: item.max_length }, value);
  return h("input", { ...common(item, field), type: "text", value, maxlength: item.max_length, onchange: field.changed });
}

/** A text field, not type=number: what was typed stays there even when it is no number, and the error says so. */
function numberInput(item, field) {
  const value = field.typed?.value ?? item.initial_value ?? "";
  return h("input", {
    ...common(item, field),
    type: "text",
    inputmode: item.is_decimal_allowed ? "decimal" : "numeric",
    value,
    class: "number",
  });
}

function selectInput(item, field) {
  const chosen = (field.typed?.selected_option ?? item.initial_option)?.value;
  return h(
    "select",
    { ...common(item, field), class: "select", onchange: field.changed },
    chosen === undefined && h("option", { value: "" }, withEmoji(item.placeholder?.text ?? "Choose an option")),
    optionsOf(item).map((option) =>
      h("option", { value: option.value, selected: option.value === chosen }, withEmoji(option.text.text)),
    ),
  );
}

function personInput(item, field) {
  const chosen = field.typed?.selected_user ?? item.initial_user;
  return h(
    "select",
    { ...common(item, field), class: "select", onchange: field.changed },
    !chosen && h("option", { value: "" }, withEmoji(item.placeholder?.text ?? "Choose a person")),
    field.people.map((person) => h("option", { value: person.id, selected: person.id === chosen }, person.real_name)),
  );
}

function channelInput(item, field) {
  const chosen = field.typed?.selected_conversation ?? item.initial_conversation;
  return h(
    "select",
    { ...common(item, field), class: "select", onchange: field.changed },
    !chosen && h("option", { value: "" }, withEmoji(item.placeholder?.text ?? "Choose a channel")),
    field.channels.map((channel) =>
      h("option", { value: channel.id, selected: channel.id === chosen }, `#${channel.name}`),
    ),
  );
}

function choices(item, field) {
  const type = item.type === "checkboxes" ? "checkbox" : "radio";
  const chosen = [
    field.typed?.selected_option ?? item.initial_option,
    ...(field.typed?.selected_options ?? item.initial_options ?? []),
  ];
  const values = new Set(chosen.filter(Boolean).map((option) => option.value));
  return h(
    "div",
    { class: "choices", key: item.action_id, id: field.id, onchange: field.changed },
    item.options.map((option) =>
      h(
        "label",
        null,
        h("input", {
          type,
          name: `${field.id}-${item.action_id}`,
          value: option.value,
          checked: values.has(option.value),
        }),
        h(
          "span",
          null,
          plain(option.text.text),
          option.description && h("small", null, plain(option.description.text)),
        ),
      ),
    ),
  );
}

/** What stands in the inputs of `form`, in the shape of Slack's view.state.values. */
export function readValues(form, view) {
  const values = {};
  for (const block of inputBlocks(view)) {
    const place = form.querySelector(`[data-block="${CSS.escape(block.block_id)}"]`);
    if (place)
      values[block.block_id] = {
        [block.element.action_id]: { type: block.element.type, ...readElement(place, block.element) },
      };
  }
  return values;
}

function readElement(place, item) {
  const bare = (option) => option && { text: option.text, value: option.value };
  if (item.type === "checkboxes") {
    const ticked = [...place.querySelectorAll("input:checked")].map((input) => input.value);
    return { selected_options: item.options.filter((option) => ticked.includes(option.value)).map(bare) };
  }
  if (item.type === "static_select" || item.type === "radio_buttons") {
    const value = place.querySelector("select, input:checked")?.value;
    return { selected_option: bare(optionsOf(item).find((option) => option.value === value)) ?? null };
  }
  if (item.type === "users_select") return { selected_user: place.querySelector("select").value || null };
  if (item.type === "conversations_select") {
    return { selected_conversation: place.querySelector("select").value || null };
  }
  if (item.type === "datetimepicker") {
    const chosen = place.querySelector("input")?.value;
    return { selected_date_time: chosen ? Math.floor(new Date(chosen).getTime() / 1000) : null };
  }
  return { value: place.querySelector("input, textarea")?.value || null };
}

function inputBlocks(view) {
  return view.blocks.filter((block) => block.type === "input");
}
