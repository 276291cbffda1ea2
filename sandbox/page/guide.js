// "Try it": three steps that tick themselves as the visitor lives the loop once, and untick where what is so now differs.

import { h } from "./dom.js";

const KEY = "bellhop-sandbox-guide";
const GROUP = "web";
const ENOUGH_LOAD = 85; // above web-high-cpu's threshold
const FIRST = 2; // instances; more of them carry any load without an alarm
const NEW = { alarmed: false, desired: null, scaled: false, calm: false, dismissed: false };

export class Guide {
  #offer;
  #key = null;
  #state = NEW;
  #group = null;
  #raised = false;

  /** `offer(line)` puts a command into the composer. */
  constructor(offer) {
    this.#offer = offer;
  }

  /**
   * Takes what the snapshot shows: what is so now counts, and what came before only tells how it came to that. `run`
   * names the sandbox's start: in a new one nothing has happened yet.
   */
  observe(aws, run) {
    this.#of(run);
    this.#group = aws.groups.find((each) => each.name === GROUP) ?? null;
    if (!this.#group) return;
    const firing = aws.alarms.some((alarm) => alarm.group === GROUP && alarm.state === "ALARM");
    this.#raised = firing || this.#group.load >= ENOUGH_LOAD;
    this.#state = { ...this.#state, ...this.#next(firing, this.#group.desired) };
    sessionStorage.setItem(this.#key, JSON.stringify(this.#state));
  }

  /** The group whose slider is to be moved now. */
  get wanted() {
    const { dismissed, scaled } = this.#state;
    return dismissed || scaled || this.#raised || this.#tooMany ? null : GROUP;
  }

  /** `app` = where Bellhop is: "deployed", "desk" or "" for nowhere; `isDeployed`: whether it will be deployed. */
  render(redraw, app, isDeployed) {
    if (this.#state.dismissed) return null;
    if (app === "") return section("Bellhop is not here", null, [isDeployed ? starting() : absent()]);
    const { scaled, calm } = this.#state;
    return section(calm ? "That is the loop" : "Try it", () => this.#dismiss(redraw), [
      h("ol", null, this.#steps()),
      scaled &&
        h(
          "p",
          { class: "after", role: "status" },
          calm
            ? "The alarm is over, and its card says how long it lasted and who did what. Below, a storm waits to be set off."
            : "Instances start and share the load; the card turns green when CloudWatch says OK.",
        ),
    ]);
  }

  /** What of the state changes, by whether the alarm is on and by the size that is wanted. */
  #next(firing, desired) {
    const { alarmed, scaled, calm } = this.#state;
    if (firing && (!alarmed || calm)) return { alarmed: true, desired, scaled: false, calm: false };
    if (firing) return { scaled: desired > this.#state.desired };
    if (alarmed && desired > this.#state.desired) return { scaled: true, calm: true };
    return calm ? {} : { alarmed: false, desired: null, scaled: false };
  }

  #of(run) {
    const key = `${KEY}-${run ?? ""}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#state = { ...NEW, ...JSON.parse(sessionStorage.getItem(key) ?? "null") };
  }

  get #tooMany() {
    return !this.#state.alarmed && (this.#group?.desired ?? 0) > FIRST;
  }

  #steps() {
    const { alarmed, scaled } = this.#state;
    const done = [(this.#raised && !this.#tooMany) || scaled, alarmed, scaled];
    const current = done.indexOf(false);
    const words = [
      this.#tooMany && !scaled
        ? [`${GROUP} is too large for an alarm: first send `, this.#command(`/scale ${GROUP} ${FIRST}`), "."]
        : ["Raise the load on ", h("b", null, GROUP), " to 90 %."],
      [
        alarmed || !this.#raised
          ? "Wait for the alarm in #alarms."
          : "Wait a few seconds: the alarm comes to #alarms by itself.",
      ],
      ["Press the alarm’s button, or send ", this.#command(this.#larger()), "."],
    ];
    return words.map((each, index) =>
      h(
        "li",
        {
          class: done[index] ? "done" : index === current ? "current" : "",
          "aria-current": index === current ? "step" : null,
        },
        h("span", null, each),
      ),
    );
  }

  /** Twice the size at which the alarm came, or as much as the group may have. */
  #larger() {
    const { min = FIRST, max = 2 * FIRST } = this.#group ?? {};
    const from = this.#state.desired ?? Math.min(this.#group?.desired ?? FIRST, Math.max(FIRST, min));
    return `/scale ${GROUP} ${Math.min(max, 2 * Math.max(1, from))}`;
  }

  #command(line) {
    return h(
      "button",
      {
        type: "button",
        class: "command",
        "aria-label": `Put ${line} into the composer`,
        title: "Put it into the composer",
        onclick: () => this.#offer(line),
      },
      line,
    );
  }

  #dismiss(redraw) {
    this.#state = { ...this.#state, dismissed: true };
    sessionStorage.setItem(this.#key, JSON.stringify(this.#state));
    redraw();
  }
}

function section(title, dismiss, children) {
  return h(
    "section",
    { class: "guide", key: "guide", "aria-label": "Try it" },
    h(
      "header",
      null,
      h("h2", null, title),
      dismiss &&
        h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss the guide", onclick: dismiss }, "✕"),
    ),
    children,
  );
}

function starting() {
  return h("p", { class: "after", role: "status" }, "It is being deployed; this takes a few seconds.");
}

function absent() {
  return h(
    "p",
    { class: "after", role: "status" },
    "This Slack and this AWS are there without it (--no-deploy): alarms wait on its queue, and commands get no answer. ",
    h("code", null, "make run"),
    " in another terminal connects Bellhop from your source tree.",
  );
}
