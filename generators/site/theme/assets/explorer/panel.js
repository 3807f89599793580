// The same as the stage in words: what is picked, its links, the steps of a path, the list of what fits. Texts are set as text.
const MOST = 200;

function tag(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function button(text, act, n) {
  return tag("button", { type: "button", "data-act": act, "data-node": n }, text);
}

export function panel(box, graph, state, seen, words, elements) {
  const parts = [];
  if (seen.path) parts.push(...steps(graph, seen.path, words, seen.told));
  const about = state.picked ?? (seen.path ? undefined : state.focus);
  if (about !== undefined) parts.push(...one(graph, state, about, words, elements));
  else if (seen.list) parts.push(...list(graph, seen.list, words));
  box.replaceChildren(...parts);
}

function steps(graph, path, words, told) {
  const rows = path.map((n, i) => {
    const row = tag("li", {}, button(graph.names[n], "pick", n));
    if (i + 1 < path.length) row.append(tag("span", { class: "k-dim" }, ` ${graph.between(n, path[i + 1]).join(", ")} →`));
    return row;
  });
  return [tag("h2", {}, told), tag("ol", { class: "k-steps" }, ...rows)];
}

function one(graph, state, n, words, elements) {
  const { data } = graph, about = [graph.kind(n)];
  if (data.layer[n] >= 0) about.push(data.layers[data.layer[n]][1]);
  if (data.state[n] >= 0) about.push(data.states[data.state[n]][1]);
  if (graph.assumed[n]) about.push(words.assumed);
  const acts = tag("p", { class: "k-explorer__acts" }, tag("a", { href: `${elements}${graph.ids[n]}/` }, words.page));
  if (state.focus !== n) acts.append(button(words.centre, "centre", n));
  if (state.focus !== undefined && state.focus !== n && !state.open.includes(n)) acts.append(button(words.expand, "expand", n));
  acts.append(button(words.from_here, "from", n), button(words.to_here, "to", n));
  const groups = new Map();
  for (const link of graph.links(n, state.law)) {
    for (const name of link.names) {
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(link.node);
    }
  }
  const made = [tag("h2", {}, graph.names[n]), tag("p", { class: "k-dim" }, about.join(" · ")), acts];
  for (const [name, nodes] of groups) {
    nodes.sort((a, b) => a - b);
    made.push(tag("h3", {}, name, " ", tag("b", { class: "k-count" }, String(nodes.length))), names(graph, nodes, words));
  }
  if (!groups.size) made.push(tag("p", { class: "k-dim" }, words.no_links));
  return made;
}

function list(graph, nodes, words) {
  return [tag("h2", {}, `${nodes.length.toLocaleString(document.documentElement.lang)} ${words.elements}`), names(graph, nodes, words, "centre")];
}

function names(graph, nodes, words, act = "pick") {
  const rows = nodes.slice(0, MOST).map((n) => tag("li", {}, button(graph.names[n], act, n)));
  if (nodes.length > MOST) rows.push(tag("li", { class: "k-dim" }, `+ ${nodes.length - MOST} ${words.more}`));
  return tag("ul", { class: "k-names" }, ...rows);
}
