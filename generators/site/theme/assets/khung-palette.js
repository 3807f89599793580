// Light or dark as the reader chose before, or as the system asks, before anything is drawn.
(function () {
  "use strict";
  var kept = window.__md_get("__palette");
  if (!kept || !kept.color) return;
  if (kept.color.media === "(prefers-color-scheme)") {
    var want = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    var input = document.querySelector("[data-md-color-media='(prefers-color-scheme: " + want + ")']");
    if (input) ["media", "scheme", "primary", "accent"].forEach(function (key) { kept.color[key] = input.getAttribute("data-md-color-" + key); });
  }
  Object.keys(kept.color).forEach(function (key) { document.body.setAttribute("data-md-color-" + key, kept.color[key]); });
})();
