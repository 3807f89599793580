// What the reader looks at, and the same as the hash of the address, by ids and keys that outlive a rebuild.
const LISTS = { kind: "kinds", layer: "layers", domain: "domains" };

export function fresh() {
  return { focus: undefined, open: [], picked: undefined, from: undefined, to: undefined, group: undefined, agency: undefined, state: undefined, assumed: undefined, law: false };
}

export function filtered(state) {
  return [state.group, state.agency, state.state, state.assumed].some((value) => value !== undefined);
}

export function written(state, graph) {
  const made = new URLSearchParams(), id = (n) => graph.ids[n];
  for (const [key, n] of [["e", state.focus], ["p", state.picked], ["a", state.from], ["b", state.to], ["body", state.agency]]) if (n !== undefined) made.set(key, id(n));
  if (state.open.length) made.set("o", state.open.map(id).join("."));
  if (state.group) {
    const [list, n] = state.group.split(":");
    made.set("in", `${list}.${graph.data[LISTS[list]][n][0]}`);
  }
  if (state.state !== undefined) made.set("state", graph.data.states[state.state][0]);
  if (state.assumed !== undefined) made.set("assumed", String(state.assumed));
  if (state.law) made.set("law", "1");
  return String(made);
}

// What a hash says; what it names and is not there any more is left out.
export function read(hash, graph) {
  const said = new URLSearchParams(hash.replace(/^#/, "")), state = fresh();
  const node = (id) => { const n = id ? graph.find(id) : -1; return n < 0 ? undefined : n; };
  const place = (list, key) => { const n = list.findIndex((entry) => entry[0] === key); return n < 0 ? undefined : n; };
  state.focus = node(said.get("e"));
  state.picked = node(said.get("p"));
  state.from = node(said.get("a"));
  state.to = node(said.get("b"));
  state.agency = node(said.get("body"));
  state.open = (said.get("o") || "").split(".").map(node).filter((n) => n !== undefined);
  const [list, key] = (said.get("in") || "").split(".");
  const n = Object.hasOwn(LISTS, list) ? place(graph.data[LISTS[list]], key) : undefined;
  if (n !== undefined) state.group = `${list}:${n}`;
  if (said.has("state")) state.state = place(graph.data.states, said.get("state"));
  if (["0", "1"].includes(said.get("assumed"))) state.assumed = Number(said.get("assumed"));
  state.law = said.get("law") === "1";
  return state;
}
