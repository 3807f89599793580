// Where cards stand. Columns of cards of one size, so that none overlaps; what is added never moves what stands.
export const CARD = { width: 190, height: 54 };
const ACROSS = 320, DOWN = 70, TALLEST = 12;

// Groups of nodes side by side, a group of more than twelve in several columns.
export function columns(groups) {
  const places = new Map();
  let column = 0;
  for (const group of groups) {
    group.forEach((node, n) => {
      places.set(node, { x: (column + Math.floor(n / TALLEST)) * ACROSS, y: (n % TALLEST) * DOWN });
    });
    column += Math.max(1, Math.ceil(group.length / TALLEST));
  }
  return places;
}

// Groups one below the other, each in rows of `wide`.
export function rows(groups, wide) {
  const places = new Map();
  let row = 0;
  for (const group of groups) {
    group.forEach((node, n) => places.set(node, { x: (n % wide) * (CARD.width + 14), y: (row + Math.floor(n / wide)) * DOWN }));
    row += Math.ceil(group.length / wide) + 0.25;
  }
  return places;
}

// One below the other, with room for a word between two.
export function chain(nodes) {
  return new Map(nodes.map((node, n) => [node, { x: 0, y: n * (DOWN + 34) }]));
}

// The focus in the middle, what it names on its right, what names it on its left; the neighbours of an opened card further out.
// `opened` are nodes in the order they were opened, the focus first; `neighbours(node)` gives [{node, back}], `most(node)` how many are drawn.
export function around(opened, neighbours, most) {
  const places = new Map([[opened[0], { x: 0, y: 0, column: 0 }]]), bottoms = new Map([[0, DOWN]]), more = [];
  for (const node of opened) {
    const here = places.get(node);
    if (!here) continue;
    for (const side of [1, -1]) {
      const wanted = neighbours(node).filter((l) => (here.column === 0 ? (l.back ? -1 : 1) : Math.sign(here.column)) === side && !places.has(l.node));
      const found = [...new Set(wanted.map((l) => l.node))], drawn = found.slice(0, most(node)), hidden = found.length - drawn.length;
      if (!found.length) continue;
      const column = here.column + side, rows = drawn.length + (hidden ? 1 : 0);
      const start = here.y - ((rows - 1) * DOWN) / 2;
      let y = bottoms.has(column) ? Math.max(start, bottoms.get(column)) : start;
      for (const each of drawn) {
        places.set(each, { x: column * ACROSS, y, column, parent: node });
        y += DOWN;
      }
      if (hidden) {
        more.push({ node, hidden, x: column * ACROSS, y });
        y += DOWN;
      }
      bottoms.set(column, y + DOWN / 4);
    }
  }
  return { places, more };
}

// The extent of what stands, with a margin.
export function extent(places) {
  const xs = [], ys = [];
  for (const { x, y } of places) { xs.push(x); ys.push(y); }
  if (!xs.length) return { x: 0, y: 0, width: 400, height: 200 };
  const left = Math.min(...xs) - 24, top = Math.min(...ys) - 24;
  return { x: left, y: top, width: Math.max(...xs) + CARD.width + 24 - left, height: Math.max(...ys) + CARD.height + 24 - top };
}
