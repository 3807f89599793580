// Moving about in a picture: buttons, drag, pinch, Ctrl + wheel, keys; what gets the focus is brought into view.
const SVG = "http://www.w3.org/2000/svg";
const NEAREST = 40, FARTHEST = 1.5;

function icon(path) {
  const made = document.createElementNS(SVG, "svg"), line = document.createElementNS(SVG, "path");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  made.append(line);
  return made;
}

function sizeOf(svg) {
  const box = svg.viewBox.baseVal;
  if (box && box.width) return { x: box.x, y: box.y, width: box.width, height: box.height };
  return { x: 0, y: 0, width: parseFloat(svg.getAttribute("width")) || 1, height: parseFloat(svg.getAttribute("height")) || 1 };
}

function middle(points) {
  return [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
}

function apart(points) {
  return Math.hypot(points[0][0] - points[1][0], points[0][1] - points[1][1]);
}

// What is seen of one SVG. `show(whole)` starts again with another extent.
export class Lens {
  constructor(view, svg) {
    this.view = view;
    this.svg = svg;
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.setAttribute("preserveAspectRatio", "xMidYMid meet");
    this.show(sizeOf(svg));
    this.keys();
    this.pointers();
  }

  get near() { return this.now.width < this.whole.width * 0.99; }

  show(whole) {
    this.whole = whole;
    this.fit();
  }

  fit() { this.put({ ...this.whole }); }

  put(now) {
    this.now = now;
    this.svg.setAttribute("viewBox", [now.x, now.y, now.width, now.height].join(" "));
    this.view.classList.toggle("k-figure__view--near", this.near);
  }

  zoom(by, [x, y] = [this.now.x + this.now.width / 2, this.now.y + this.now.height / 2]) {
    const now = this.now;
    const width = Math.min(this.whole.width * FARTHEST, Math.max(this.whole.width / NEAREST, now.width * by)), real = width / now.width;
    this.put({ x: x - (x - now.x) * real, y: y - (y - now.y) * real, width, height: now.height * real });
  }

  move(x, y) { this.put({ ...this.now, x: this.now.x + x, y: this.now.y + y }); }

  // How many units of the picture one pixel of the screen is.
  get scale() { return Math.max(this.now.width / this.svg.clientWidth, this.now.height / this.svg.clientHeight); }

  at([x, y]) {
    const point = new DOMPoint(x, y).matrixTransform(this.svg.getScreenCTM().inverse());
    return [point.x, point.y];
  }

  // Bring a shape that got the focus by keyboard into view.
  reveal(shape) {
    const outer = this.view.getBoundingClientRect(), inner = shape.getBoundingClientRect();
    if (inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom) return;
    const [x, y] = this.at([inner.left + inner.width / 2, inner.top + inner.height / 2]);
    this.put({ ...this.now, x: x - this.now.width / 2, y: y - this.now.height / 2 });
  }

  keys() {
    this.view.addEventListener("keydown", (event) => {
      if (event.target !== this.view || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = this.now.width / 12;
      const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      if (moves[event.key]) this.move(...moves[event.key]);
      else if (event.key === "+" || event.key === "=") this.zoom(0.8);
      else if (event.key === "-") this.zoom(1.25);
      else if (event.key === "0") this.fit();
      else return;
      event.preventDefault();
    });
    this.view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !document.fullscreenElement) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 0.85 : 1.18, this.at([event.clientX, event.clientY]));
    }, { passive: false });
    this.svg.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) this.reveal(event.target); });
  }

  // One pointer drags, two pinch. A finger scrolls the page as long as the whole picture is seen.
  pointers() {
    const held = new Map();
    let moved = false;
    this.view.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      if (held.size === 0) moved = false;
      held.set(event.pointerId, [event.clientX, event.clientY]);
    });
    this.view.addEventListener("pointermove", (event) => {
      const before = held.get(event.pointerId);
      if (!before) return;
      const now = [event.clientX, event.clientY], touch = event.pointerType === "touch";
      if (held.size === 1 && touch && !this.near) return;
      if (!moved && Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]) < 4) return;
      moved = true;
      this.view.setPointerCapture(event.pointerId);
      const old = [...held.values()];
      held.set(event.pointerId, now);
      const [fromX, fromY] = middle(old), [toX, toY] = middle([...held.values()]), scale = this.scale;
      this.move((fromX - toX) * scale, (fromY - toY) * scale);
      if (held.size === 2) this.zoom(apart(old) / Math.max(1, apart([...held.values()])), this.at([toX, toY]));
    });
    for (const name of ["pointerup", "pointercancel"]) this.view.addEventListener(name, (event) => held.delete(event.pointerId));
    this.view.addEventListener("click", (event) => {
      if (!moved) return;
      event.preventDefault();
      event.stopPropagation();
      moved = false;
    }, true);
    this.view.addEventListener("dragstart", (event) => event.preventDefault());
  }
}

// The buttons above a picture. `box` names them in its data attributes.
export function tools(box, lens) {
  const bar = document.createElement("div");
  bar.className = "k-figure__tools";
  const full = () => (document.fullscreenElement ? document.exitFullscreen() : box.requestFullscreen && box.requestFullscreen());
  for (const [path, name, act] of [
    ["M5 12h14M12 5v14", "zoomIn", () => lens.zoom(0.8)],
    ["M5 12h14", "zoomOut", () => lens.zoom(1.25)],
    ["M5 8V5h3m8 0h3v3m0 8v3h-3m-8 0H5v-3M9 9h6v6H9z", "zoomFit", () => lens.fit()],
    ["M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5", "full", full],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(icon(path));
    button.title = box.dataset[name];
    button.setAttribute("aria-label", box.dataset[name]);
    button.addEventListener("click", act);
    bar.append(button);
  }
  box.prepend(bar);
}

// A figure of a page, with its picture already in it.
export function picture(box) {
  const view = box.querySelector(".k-figure__view"), svg = view && view.querySelector("svg");
  if (svg) tools(box, new Lens(view, svg));
}
