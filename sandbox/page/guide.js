// "Try it": three steps that tick themselves as the visitor lives the loop once.

import { h } from "./dom.js";

const KEY = "bellhop-sandbox-guide";
const GROUP = "web";
const ENOUGH_LOAD = 85; // above web-high-cpu's threshold
const COMMAND = "/scale web 4";

export class Guide {
  #offer;
  #state = JSON.parse(sessionStorage.getItem(KEY) ?? "null") ?? {
    raised: false,
    alarmed: false,
    scaled: false,
    calm: false,
    dismissed: false,
  };
  #desiredAtAlarm = null;

  /** `offer(line)` puts a command into the composer. */
  constructor(offer) {
    this.#offer = offer;
  }

  /** Ticks what the snapshot shows to have happened; each step only after the one before. */
  observe(aws) {
    const group = aws.groups.find((each) => each.name === GROUP);
    if (!group) return;
    const firing = aws.alarms.some((alarm) => alarm.group === GROUP && alarm.state === "ALARM");
    const was = { ...this.#state };
    if (group.load >= ENOUGH_LOAD || firing) this.#state.raised = true;
    if (was.raised && firing && !was.alarmed) {
      this.#state.alarmed = true;
      this.#desiredAtAlarm = group.desired;
    }
    if (was.alarmed && group.desired > (this.#desiredAtAlarm ?? group.min)) this.#state.scaled = true;
    if (was.scaled && !firing) this.#state.calm = true;
    sessionStorage.setItem(KEY, JSON.stringify(this.#state));
  }

  /** The group whose slider is to be moved now. */
  get wanted() {
    return this.#state.dismissed || this.#state.raised ? null : GROUP;
  }

  render(redraw) {
    if (this.#state.dismissed) return null;
    const { raised, alarmed, scaled, calm } = this.#state;
    const current = [raised, alarmed, scaled].indexOf(false);
    const step = (index, done, ...words) =>
      h(
        "li",
        {
          class: done ? "done" : index === current ? "current" : "",
          "aria-current": index === current ? "step" : null,
        },
        h("span", null, words),
      );
    return h(
      "section",
      { class: "guide", key: "guide", "aria-label": "Try it" },
      h(
        "header",
        null,
        h("h2", null, calm ? "That is the loop" : "Try it"),
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": "Dismiss the guide",
            onclick: () => this.#dismiss(redraw),
          },
          "✕",
        ),
      ),
      h(
        "ol",
        null,
        step(0, raised, "Raise the load on ", h("b", null, GROUP), " to 90 %."),
        step(
          1,
          alarmed,
          alarmed || !raised
            ? "Wait for the alarm in #alarms."
            : "Wait a few seconds: the alarm comes to #alarms by itself.",
        ),
        step(
          2,
          scaled,
          "Press the alarm’s button, or send ",
          h(
            "button",
            {
              type: "button",
              class: "command",
              "aria-label": `Put ${COMMAND} into the composer`,
              title: "Put it into the composer",
              onclick: () => this.#offer(COMMAND),
            },
            COMMAND,
          ),
          ".",
        ),
      ),
      scaled &&
        h(
          "p",
          { class: "after", role: "status" },
          calm
            ? "The load is shared now, the alarm is over, and its card says how long it lasted and who did what. " +
                "Below, a storm waits to be set off."
            : "Instances start and share the load; the card turns green when CloudWatch says OK.",
        ),
    );
  }

  #dismiss(redraw) {
    this.#state.dismissed = true;
    sessionStorage.setItem(KEY, JSON.stringify(this.#state));
    redraw();
  }
}
