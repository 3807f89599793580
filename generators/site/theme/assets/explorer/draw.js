// Cards and lines as SVG. Texts are set as text, so that whatever a model says stays text.
import { CARD } from "./layout.js";

const SVG = "http://www.w3.org/2000/svg";
const measure = document.createElement("canvas").getContext("2d");

function shape(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function width(text, font) {
  measure.font = font;
  return measure.measureText(text).width;
}

function cut(text, room, font) {
  if (width(text, font) <= room) return text;
  let low = 0, high = text.length;
  while (low < high) {
    const half = Math.ceil((low + high) / 2);
    if (width(text.slice(0, half).trimEnd() + "…", font) <= room) low = half;
    else high = half - 1;
  }
  return text.slice(0, low).trimEnd() + "…";
}

// At most `most` lines; what does not fit is cut, and said in full by the title.
function lines(text, room, font, most) {
  const made = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (!line || width(longer, font) <= room) line = longer;
    else { made.push(line); line = word; }
  }
  made.push(line);
  if (made.length > most) made.splice(most - 1, made.length, made.slice(most - 1).join(" "));
  return made.map((each) => cut(each, room, font));
}

// A card: {key, name, sub, title, look, x, y}. `look` is a list of words for classes.
export function card({ key, name, sub, title, look = [], x, y }) {
  const bold = "600 12px 'Be Vietnam Pro'", plain = "400 10.5px 'Be Vietnam Pro'", room = CARD.width - 20;
  const texts = lines(name, room, bold, 2);
  const group = shape("g", {
    class: ["k-node", ...look.map((word) => `k-node--${word}`)].join(" "), transform: `translate(${x} ${y})`, tabindex: 0, role: "button", "aria-label": title, "data-key": key,
  });
  group.append(shape("title", {}, title), shape("rect", { width: CARD.width, height: CARD.height, rx: 4 }));
  texts.forEach((line, n) => group.append(shape("text", { x: 10, y: (texts.length > 1 ? 17 : 23) + n * 14, class: "k-node__name" }, line)));
  if (sub) group.append(shape("text", { x: 10, y: texts.length > 1 ? 46 : 40, class: "k-node__sub" }, cut(sub, room, plain)));
  return group;
}

// From card to card downwards, the label beside the line.
function step({ from, to, label, title }) {
  const x = from.x + CARD.width / 2, y1 = from.y + CARD.height, y2 = to.y, made = shape("g", { class: "k-edge" });
  made.append(shape("title", {}, title), shape("path", { d: `M${x} ${y1}V${y2}`, "marker-end": "url(#k-tip)" }));
  made.append(shape("text", { x: x + 10, y: (y1 + y2) / 2 + 3 }, cut(label, 200, "400 10px 'Be Vietnam Pro'")));
  return made;
}

// A line between two cards: {from, to, label, title, look}; the label stands at the far end, over the line.
export function line({ from, to, label, title, look = [] }) {
  if (look.includes("step")) return step({ from, to, label, title });
  const right = to.x > from.x, same = to.x === from.x;
  const x1 = from.x + (right || same ? CARD.width : 0), y1 = from.y + CARD.height / 2;
  const x2 = to.x + (right ? 0 : CARD.width), y2 = to.y + CARD.height / 2;
  const bend = same ? 46 : Math.min(70, Math.abs(x2 - x1) / 2) * (right ? 1 : -1);
  const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 + (same ? 46 : -bend)} ${y2} ${x2} ${y2}`;
  const made = shape("g", { class: ["k-edge", ...look.map((word) => `k-edge--${word}`)].join(" ") });
  if (title) made.append(shape("title", {}, title));
  made.append(shape("path", { d: path, "marker-end": look.includes("back") ? undefined : "url(#k-tip)", "marker-start": look.includes("back") ? "url(#k-tip)" : undefined }));
  if (label && !same) {
    made.append(shape("text", { x: right ? x2 - 8 : x2 + 8, y: y2 - 5, "text-anchor": right ? "end" : "start" }, cut(label, 108, "400 10px 'Be Vietnam Pro'")));
  }
  return made;
}

// The stage. `put(edges, cards)` draws again; the focus stays on the card that had it.
export class Stage {
  constructor(view) {
    this.svg = shape("svg", { viewBox: "0 0 400 200", class: "k-stage" });
    const tip = shape("marker", { id: "k-tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" });
    tip.append(shape("path", { d: "M0 0 8 4 0 8z" }));
    this.layer = shape("g", {});
    this.svg.append(shape("defs", {}, tip), this.layer);
    view.append(this.svg);
  }

  put(edges, cards) {
    const held = this.svg.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    this.layer.replaceChildren(...edges.map(line), ...cards.map(card));
    if (held !== undefined) [...this.layer.querySelectorAll(".k-node")].find((each) => each.dataset.key === held)?.focus({ preventScroll: true });
  }
}
