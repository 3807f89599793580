// The graph in typed arrays: who is joined to whom, what fits a filter, the shortest path. Knows no page.
const LAW = 1, AGENCY = 2;

export class Graph {
  constructor(data) {
    const size = data.ids.length, edges = data.to.length;
    Object.assign(this, { data, size, ids: data.ids, names: data.names });
    this.numbers = new Map(data.ids.map((id, n) => [id, n]));
    for (const [old, n] of Object.entries(data.formerly)) this.numbers.set(old, n);
    this.to = Int32Array.from(data.to);
    this.by = Int32Array.from(data.by);
    this.from = new Int32Array(edges);
    this.outAt = new Int32Array(size + 1);
    this.inAt = new Int32Array(size + 1);
    for (let n = 0; n < size; n++) {
      this.outAt[n + 1] = this.outAt[n] + data.out[n];
      this.from.fill(n, this.outAt[n], this.outAt[n + 1]);
    }
    for (let e = 0; e < edges; e++) this.inAt[this.to[e] + 1]++;
    for (let n = 0; n < size; n++) this.inAt[n + 1] += this.inAt[n];
    this.in = new Int32Array(edges);
    const next = this.inAt.slice();
    for (let e = 0; e < edges; e++) this.in[next[this.to[e]]++] = e;
    this.marks = Uint8Array.from(this.by, (link) => data.links[link][2]);
    this.assumed = new Uint8Array(size);
    for (const n of data.assumed) this.assumed[n] = 1;
  }

  find(id) { return this.numbers.has(id) ? this.numbers.get(id) : -1; }

  kind(n) { return this.data.kinds[this.data.kind[n]][1]; }

  // Calls `see(neighbour, edge, back)` for each relation of an element, `back` where the neighbour states it.
  each(n, law, see) {
    for (let e = this.outAt[n]; e < this.outAt[n + 1]; e++) if (law || !(this.marks[e] & LAW)) see(this.to[e], e, false);
    for (let i = this.inAt[n]; i < this.inAt[n + 1]; i++) {
      const e = this.in[i];
      if (law || !(this.marks[e] & LAW)) see(this.from[e], e, true);
    }
  }

  // Whether an element is joined to nothing but texts of law.
  onlyLaw(n) {
    let only = true;
    this.each(n, false, (node) => { if (node !== n) only = false; });
    return only;
  }

  // The neighbours of an element in the order of relations, each once: {node, back, names}. Where it has none but texts of law, those.
  links(n, law) {
    const found = new Map();
    const see = (node, e, back) => {
      if (node === n) return;
      const key = node * 2 + (back ? 1 : 0), name = this.data.links[this.by[e]][back ? 1 : 0];
      if (!found.has(key)) found.set(key, { node, back, names: [] });
      if (!found.get(key).names.includes(name)) found.get(key).names.push(name);
    };
    this.each(n, law || this.onlyLaw(n), see);
    return [...found.values()];
  }

  degree(n) { return this.outAt[n + 1] - this.outAt[n] + this.inAt[n + 1] - this.inAt[n]; }

  // The relations between two elements as seen from the first.
  between(a, b) {
    const names = [];
    this.each(a, true, (node, e, back) => {
      const name = this.data.links[this.by[e]][back ? 1 : 0];
      if (node === b && !names.includes(name)) names.push(name);
    });
    return names;
  }

  // The bodies that answer for something, in dictionary order.
  agencies() {
    const found = new Set();
    for (let e = 0; e < this.to.length; e++) if (this.marks[e] & AGENCY) found.add(this.to[e]);
    return [...found].sort((a, b) => a - b);
  }

  // The elements that fit: {group: "kind:3", agency: node, state: 2, assumed: 0 or 1}; what is undefined does not matter.
  fitting({ group, agency, state, assumed }) {
    const column = group && this.data[group.split(":")[0]], value = group && Number(group.split(":")[1]);
    const domain = group && group.startsWith("domain:");
    const mine = agency === undefined ? null : this.answeredBy(agency);
    const found = [];
    for (let n = 0; n < this.size; n++) {
      if (group && (domain ? this.data.kinds[this.data.kind[n]][2] : column[n]) !== value) continue;
      if (state !== undefined && this.data.state[n] !== state) continue;
      if (assumed !== undefined && this.assumed[n] !== assumed) continue;
      if (mine && !mine.has(n)) continue;
      found.push(n);
    }
    return found;
  }

  answeredBy(agency) {
    const found = new Set([agency]);
    for (let i = this.inAt[agency]; i < this.inAt[agency + 1]; i++) if (this.marks[this.in[i]] & AGENCY) found.add(this.from[this.in[i]]);
    return found;
  }

  // The shortest path as elements, both ends included; null where there is none. Texts of law are a way only where there is no other.
  path(a, b, law) {
    const before = new Int32Array(this.size).fill(-1), queue = new Int32Array(this.size);
    let read = 0, write = 0;
    before[a] = a;
    queue[write++] = a;
    while (read < write && before[b] < 0) {
      const n = queue[read++];
      this.each(n, law, (node) => {
        if (before[node] >= 0) return;
        before[node] = n;
        queue[write++] = node;
      });
    }
    if (before[b] < 0) return law ? null : this.path(a, b, true);
    const steps = [b];
    while (steps[0] !== a) steps.unshift(before[steps[0]]);
    return steps;
  }
}
