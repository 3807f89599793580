// The explorer: loads the graph once, keeps what the reader looks at in the address, draws it and says it in words.
import { Lens, tools } from "../picture.js";
import { Stage } from "./draw.js";
import { Graph } from "./graph.js";
import { panel } from "./panel.js";
import { Picker, Search } from "./picker.js";
import { save } from "./save.js";
import { scene } from "./scene.js";
import { fresh, read, written } from "./state.js";

const MORE = 24, LARGEST = 1.2, ELEMENT = /phan-tu\/([^/]+)\/$/;

export async function explorer(box) {
  const words = JSON.parse(box.dataset.words), told = box.querySelector(".k-explorer__told");
  box.hidden = false;
  try {
    const answer = await fetch(box.dataset.explorer);
    new Explorer(box, new Graph(await answer.json()), words).start();
  } catch (error) {
    told.textContent = words.failed;
    throw error;
  }
}

class Explorer {
  constructor(box, graph, words) {
    Object.assign(this, { box, graph, words, shown: new Map(), state: fresh() });
    this.view = box.querySelector(".k-figure__view");
    this.told = box.querySelector(".k-explorer__told");
    this.side = box.querySelector(".k-explorer__panel");
    this.stage = new Stage(this.view);
    this.lens = new Lens(this.view, this.stage.svg);
    tools(box.querySelector(".k-figure"), this.lens);
  }

  start() {
    const search = new Search(this.box.dataset.base);
    const find = async (text) => (await search.ask(text)).map((path) => ELEMENT.exec(path)).map((found) => (found ? this.graph.find(found[1]) : -1))
      .filter((n) => n >= 0).map((n) => ({ value: n, name: this.graph.names[n], sub: this.graph.kind(n) }));
    const choices = { find_element: (n) => this.centre(n), path_from: (n) => this.go({ from: n }), path_to: (n) => this.go({ to: n }) };
    this.pickers = {};
    for (const each of this.box.querySelectorAll("[data-pick]")) this.pickers[each.dataset.pick] = new Picker(each, find, choices[each.dataset.pick]);
    this.choices();
    this.box.addEventListener("click", (event) => this.click(event));
    this.stage.svg.addEventListener("keydown", (event) => this.key(event));
    addEventListener("popstate", () => this.look());
    addEventListener("hashchange", () => this.look());
    this.look();
  }

  choices() {
    const { data, ids, names } = this.graph, { words } = this, used = (column) => new Set(column);
    const list = (name, rows, held) => rows.map(([, label], n) => [`${name}:${n}`, label]).filter((_, n) => held.has(n));
    const kinds = used(data.kind), domains = used([...kinds].map((kind) => data.kinds[kind][2]));
    const alphabet = new Intl.Collator(document.documentElement.lang), byName = (rows) => rows.sort((a, b) => alphabet.compare(a[1], b[1]));
    this.fill("group", [[words.layers, list("layer", data.layers, used(data.layer))], [words.domains, list("domain", data.domains, domains)], [words.kinds, byName(list("kind", data.kinds, kinds))]]);
    this.fill("agency", [["", this.graph.agencies().map((n) => [ids[n], names[n]])]]);
    this.fill("state", [["", data.states.map(([, label], n) => [String(n), label])]]);
    this.fill("assumed", [["", [["0", words.stated], ["1", words.assumed]]]]);
    for (const input of this.box.querySelectorAll("[data-only]")) input.addEventListener("change", () => this.filter());
  }

  fill(only, groups) {
    const select = this.control(only), option = ([value, label]) => new Option(label, value);
    select.append(new Option(this.words.all, ""));
    for (const [label, rows] of groups) {
      const made = rows.map(option);
      if (!label) select.append(...made);
      else {
        const group = document.createElement("optgroup");
        group.label = label;
        group.append(...made);
        select.append(group);
      }
    }
  }

  control(only) { return this.box.querySelector(`[data-only="${only}"]`); }

  filter() {
    const value = (only) => this.control(only).value || undefined, number = (text) => (text === undefined ? undefined : Number(text));
    const agency = value("agency");
    this.go({ group: value("group"), agency: agency && this.graph.find(agency), state: number(value("state")), assumed: number(value("assumed")), law: this.control("law").checked });
  }

  // Look at something else: the change goes into the address, so that "back" undoes it.
  go(change) {
    this.state = { ...this.state, ...change };
    const hash = written(this.state, this.graph);
    if (hash !== location.hash.slice(1)) history.pushState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    this.draw();
  }

  look() {
    this.state = read(location.hash, this.graph);
    this.draw();
  }

  draw() {
    const { state, graph } = this, made = scene(graph, state, this.words, this.shown), size = this.room(made.extent);
    this.stage.put(made.edges, made.cards);
    if (JSON.stringify(size) !== JSON.stringify(this.lens.whole)) this.lens.show(size);
    this.told.textContent = made.told;
    panel(this.side, graph, state, made, this.words, this.box.dataset.elements);
    const name = (n) => (n === undefined ? "" : graph.names[n]);
    this.pickers.find_element.show(name(state.focus));
    this.pickers.path_from.show(name(state.from));
    this.pickers.path_to.show(name(state.to));
    const chosen = { group: state.group, agency: state.agency === undefined ? undefined : graph.ids[state.agency], state: state.state, assumed: state.assumed };
    for (const [only, value] of Object.entries(chosen)) this.control(only).value = value === undefined ? "" : String(value);
    this.control("law").checked = state.law;
    const other = document.querySelector(".k-language");
    if (other) other.hash = location.hash;
  }

  // The extent to be seen: a few cards are not blown up to fill the stage.
  room({ x, y, width, height }) {
    const wide = Math.max(width, this.stage.svg.clientWidth / LARGEST), high = Math.max(height, this.stage.svg.clientHeight / LARGEST);
    return { x: x - (wide - width) / 2, y: y - (high - height) / 2, width: wide, height: high };
  }

  centre(n) { this.go({ focus: n, open: [], picked: undefined, from: undefined, to: undefined }); }

  expand(n) {
    const { open, focus } = this.state;
    if (focus === undefined) this.centre(n);
    else if (n !== focus) this.go({ open: open.includes(n) ? open.filter((each) => each !== n) : [...open, n] });
  }

  click(event) {
    const kind = event.target.closest("[data-save]")?.dataset.save;
    if (kind) {
      event.preventDefault();
      save(kind, this.stage.svg, this.lens.whole);
    }
    const card = event.target.closest(".k-node"), act = event.target.closest("[data-act]");
    if (card) this.choose(card.dataset.key);
    else if (act) this.act(act.dataset.act, Number(act.dataset.node));
  }

  choose(key) {
    const [sort, text] = key.split(":"), n = Number(text);
    if (sort === "k") this.go({ group: `kind:${n}` });
    else if (sort === "m") {
      this.shown.set(n, (this.shown.get(n) || MORE / 2) + MORE);
      this.draw();
    } else if (this.state.picked === n) this.expand(n);
    else this.go({ picked: n });
  }

  act(name, n) {
    if (name === "reset") this.go(fresh());
    else if (name === "copy") navigator.clipboard?.writeText(location.href).then(() => { this.told.textContent = this.words.copied; });
    else if (name === "pick") this.go({ picked: n });
    else if (name === "centre") this.centre(n);
    else if (name === "expand") this.expand(n);
    else if (name === "from") this.go({ from: n, picked: undefined });
    else if (name === "to") this.go({ to: n, picked: undefined });
    if (["centre", "expand", "pick"].includes(name)) this.side.querySelector("a, button")?.focus({ preventScroll: true });
  }

  key(event) {
    const card = event.target.closest(".k-node");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    const [sort, n] = card.dataset.key.split(":");
    if (event.key === "Enter" || event.key === " ") this.choose(card.dataset.key);
    else if ((event.key === "+" || event.key === "=") && sort === "n") this.expand(Number(n));
    else return;
    event.preventDefault();
  }
}
