// Which cards and lines stand on the stage for what the reader looks at: a path, the neighbourhood of an element,
// the few elements that fit the filter, or, where they are many, their kinds.
import { around, chain, columns, extent, rows } from "./layout.js";
import { filtered } from "./state.js";

const MOST = 80, NEIGHBOURS = 12, ABREAST = 5;

export function scene(graph, state, words, shown) {
  if (state.from !== undefined && state.to !== undefined) return pathScene(graph, state, words);
  if (state.focus !== undefined) return focusScene(graph, state, words, shown);
  const fitting = graph.fitting(state);
  return filtered(state) && fitting.length <= MOST ? setScene(graph, state, words, fitting) : kindScene(graph, words, fitting);
}

function nodeCard(graph, state, words, n, place, look = []) {
  const kind = graph.kind(n), name = graph.names[n];
  const assumed = graph.assumed[n] ? `, ${words.assumed}` : "";
  return {
    key: `n:${n}`, name, sub: kind, title: `${name}: ${kind}${assumed}, ${graph.degree(n)} ${words.links}`, x: place.x, y: place.y,
    look: [...look, ...(graph.assumed[n] ? ["assumed"] : []), ...(state.picked === n ? ["picked"] : [])],
  };
}

// One line for each pair of shown elements that a relation joins, in the direction it is stated.
function lines(graph, places, law, labels) {
  const made = new Map();
  for (const [n, place] of places) {
    graph.each(n, law, (other, e, back) => {
      if (back || other === n || !places.has(other)) return;
      const key = n * graph.size + other, name = graph.data.links[graph.by[e]];
      if (!made.has(key)) made.set(key, { ends: [n, other], from: place, to: places.get(other), names: [], backs: [] });
      const found = made.get(key);
      if (!found.names.includes(name[0])) { found.names.push(name[0]); found.backs.push(name[1]); }
    });
  }
  return [...made.values()].map((found) => {
    const [n, other] = found.ends, title = `${graph.names[n]} → ${graph.names[other]}: ${found.names.join(", ")}`;
    if (labels && found.from.parent === other) return { from: found.to, to: found.from, label: found.names.join(", "), title, look: ["back"] };
    return { from: found.from, to: found.to, label: labels && found.to.parent === n ? found.names.join(", ") : "", title };
  });
}

function pathScene(graph, state, words) {
  const path = graph.path(state.from, state.to, state.law);
  if (!path) {
    const places = columns([[state.from], [state.to]]);
    return { cards: [...places].map(([n, place]) => nodeCard(graph, state, words, n, place)), edges: [], extent: extent(places.values()), told: words.no_path, path: [] };
  }
  const places = chain(path), steps = path.slice(1).map((n, i) => ({ from: path[i], to: n, names: graph.between(path[i], n) }));
  return {
    cards: path.map((n) => nodeCard(graph, state, words, n, places.get(n), n === state.from || n === state.to ? ["focus"] : [])),
    edges: steps.map(({ from, to, names }) => ({ from: places.get(from), to: places.get(to), label: names.join(", "), title: `${graph.names[from]} → ${graph.names[to]}: ${names.join(", ")}`, look: ["step"] })),
    extent: extent([...places.values(), { x: 120, y: 0 }]), told: `${words.path}: ${steps.length} ${words.steps}`, path,
  };
}

function focusScene(graph, state, words, shown) {
  const allowed = filtered(state) ? new Set(graph.fitting(state)) : null;
  const opened = [state.focus, ...state.open];
  const near = (n) => graph.links(n, state.law).filter((l) => !allowed || allowed.has(l.node) || opened.includes(l.node));
  const { places, more } = around(opened, near, (n) => shown.get(n) || NEIGHBOURS);
  const cards = [...places].map(([n, place]) => nodeCard(graph, state, words, n, place, opened.includes(n) ? ["focus"] : []));
  for (const rest of more) {
    const name = `+ ${rest.hidden} ${words.more}`;
    cards.push({ key: `m:${rest.node}`, name, sub: graph.names[rest.node], title: `${name}: ${graph.names[rest.node]}`, look: ["more"], x: rest.x, y: rest.y });
  }
  const law = state.law || graph.onlyLaw(state.focus);
  return { cards, edges: lines(graph, places, law, true), extent: extent([...places.values(), ...more]), told: `${graph.names[state.focus]}: ${places.size} ${words.elements} ${words.shown}` };
}

function setScene(graph, state, words, fitting) {
  const groups = new Map();
  for (const n of fitting) {
    const kind = graph.data.kind[n];
    if (!groups.has(kind)) groups.set(kind, []);
    groups.get(kind).push(n);
  }
  const order = [...groups].sort((a, b) => graph.data.kinds[a[0]][2] - graph.data.kinds[b[0]][2] || a[0] - b[0]);
  const places = columns(order.map(([, members]) => members));
  const cards = fitting.map((n) => nodeCard(graph, state, words, n, places.get(n)));
  return { cards, edges: lines(graph, places, state.law, false), extent: extent(places.values()), told: told(graph, words, fitting), list: fitting };
}

function kindScene(graph, words, fitting) {
  const counts = new Map(), domains = new Map();
  for (const n of fitting) counts.set(graph.data.kind[n], (counts.get(graph.data.kind[n]) || 0) + 1);
  for (const kind of [...counts.keys()].sort((a, b) => a - b)) {
    const domain = graph.data.kinds[kind][2];
    if (!domains.has(domain)) domains.set(domain, []);
    domains.get(domain).push(kind);
  }
  const places = rows([...domains].sort((a, b) => a[0] - b[0]).map(([, kinds]) => kinds), ABREAST);
  const number = (n) => n.toLocaleString(document.documentElement.lang);
  const cards = [...counts].map(([kind, count]) => {
    const [, label, domain] = graph.data.kinds[kind], about = `${number(count)} ${words.elements}`;
    return { key: `k:${kind}`, name: label, sub: `${number(count)} · ${graph.data.domains[domain][1]}`, title: `${label}: ${about}`, look: ["kind"], ...places.get(kind) };
  });
  return { cards, edges: [], extent: extent(places.values()), told: told(graph, words, fitting), list: fitting };
}

function told(graph, words, fitting) {
  const number = (n) => n.toLocaleString(document.documentElement.lang);
  if (!fitting.length) return words.none;
  if (fitting.length === graph.size) return `${number(graph.size)} ${words.elements}, ${number(graph.to.length)} ${words.links}`;
  return `${number(fitting.length)} ${words.of} ${number(graph.size)} ${words.elements}`;
}
