// The visitor's Home tab as the app published it, in place of a conversation.

import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { inputBlock } from "./inputs.js";

const NOTHING = "Nothing here yet: Bellhop publishes it when it is opened.";

/** `home` = {id, view, state, trouble} or null; `press(action)` sends what is pressed on it. */
export function homeTab(home, look, press) {
  if (!home) return h("p", { class: "empty", key: "no-home" }, NOTHING);
  const place = { names: look.names, key: home.id, busy: look.busy, press };
  return h(
    "section",
    { class: "home-tab", key: home.id, "aria-label": "Home tab of Bellhop" },
    home.trouble && h("p", { class: "trouble", role: "alert" }, home.trouble),
    (home.view.blocks ?? []).map((block) =>
      block.type === "input" ? typedInto(block, home, press) : blocks([block], place),
    ),
  );
}

/** An input there is sent as soon as it is left or Enter is pressed; there is nothing to submit. */
function typedInto(block, home, press) {
  const { action_id: actionId } = block.element;
  return inputBlock(block, {
    typed: home.state?.[block.block_id]?.[actionId],
    changed: (event) =>
      press({
        key: `${home.id}/${block.block_id}`,
        block_id: block.block_id,
        action_id: actionId,
        value: event.target.value,
      }),
  });
}
