// The drawing as a file. What style sheets say is written into it, so that it looks the same elsewhere.
const SVG = "http://www.w3.org/2000/svg", SHARP = 2;
const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor", "opacity", "paint-order"];

// The whole drawing as SVG text, on the ground it stands on.
function whole(svg, { x, y, width, height }) {
  const made = svg.cloneNode(true), copies = [made, ...made.querySelectorAll("*")], ground = document.createElementNS(SVG, "rect");
  [svg, ...svg.querySelectorAll("*")].forEach((shape, n) => {
    const look = getComputedStyle(shape), above = shape === svg ? undefined : getComputedStyle(shape.parentElement);
    for (const name of LOOKS) {
      const value = look.getPropertyValue(name);
      if (value && (name === "opacity" ? value !== "1" : value !== above?.getPropertyValue(name))) copies[n].setAttribute(name, value);
    }
    for (const name of ["class", "tabindex", "role", "data-key"]) copies[n].removeAttribute(name);
  });
  for (const [name, value] of Object.entries({ x, y, width, height, fill: getComputedStyle(svg.parentElement).backgroundColor })) ground.setAttribute(name, value);
  made.prepend(ground);
  for (const [name, value] of Object.entries({ xmlns: SVG, viewBox: [x, y, width, height].join(" "), width, height })) made.setAttribute(name, value);
  return new XMLSerializer().serializeToString(made);
}

async function png(text, { width, height }) {
  const image = new Image(), canvas = document.createElement("canvas");
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  canvas.width = width * SHARP;
  canvas.height = height * SHARP;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

export async function save(kind, svg, extent) {
  const text = whole(svg, extent), made = kind === "png" ? await png(text, extent) : new Blob([text], { type: "image/svg+xml" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(made);
  link.download = `${location.hash.slice(1).replace(/[^a-z0-9-]+/gi, "-") || "kham-pha"}.${kind}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
