// Filtering long tables and moving about in pictures. Every page is complete without it.
(function () {
  "use strict";
  var LONG = 12;

  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  }

  function filter(box) {
    var rows = Array.from(box.querySelectorAll(box.tagName === "UL" ? ":scope > li" : "tbody > tr"));
    if (rows.length <= LONG) return;
    var texts = rows.map(function (row) { return fold(row.textContent); });
    var line = document.createElement("p"), input = document.createElement("input"), told = document.createElement("span");
    line.className = "k-filter";
    input.type = "search";
    input.placeholder = box.dataset.filter;
    input.setAttribute("aria-label", box.dataset.filter);
    told.setAttribute("role", "status");
    line.append(input, told);
    box.before(line);
    input.addEventListener("input", function () {
      var words = fold(input.value).split(/\s+/).filter(Boolean), shown = 0;
      rows.forEach(function (row, i) {
        var fits = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      told.textContent = !words.length ? "" : shown ? shown + " / " + rows.length + " " + box.dataset.rows : box.dataset.none;
    });
  }

  function icon(path) {
    var made = document.createElementNS("http://www.w3.org/2000/svg", "svg"), line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    made.setAttribute("viewBox", "0 0 24 24");
    made.setAttribute("aria-hidden", "true");
    line.setAttribute("d", path);
    made.append(line);
    return made;
  }

  function figure(box) {
    var view = box.querySelector(".k-figure__view"), svg = view && view.querySelector("svg");
    if (!svg) return;
    var whole = svg.viewBox.baseVal;
    if (!whole || !whole.width) {
      whole = { x: 0, y: 0, width: parseFloat(svg.getAttribute("width")) || 1, height: parseFloat(svg.getAttribute("height")) || 1 };
    }
    whole = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
    var now = Object.assign({}, whole);
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.setAttribute("preserveAspectRatio", "xMidYMid meet");

    function near() { return now.width < whole.width * 0.99; }
    function show() {
      svg.setAttribute("viewBox", [now.x, now.y, now.width, now.height].join(" "));
      view.classList.toggle("k-figure__view--near", near());
    }
    function fit() { now = Object.assign({}, whole); show(); }
    function zoom(by, x, y) {
      var width = Math.min(whole.width * 1.5, Math.max(whole.width / 40, now.width * by)), real = width / now.width;
      x = x === undefined ? now.x + now.width / 2 : x;
      y = y === undefined ? now.y + now.height / 2 : y;
      now = { x: x - (x - now.x) * real, y: y - (y - now.y) * real, width: width, height: now.height * real };
      show();
    }
    function move(x, y) { now.x += x; now.y += y; show(); }
    function scale() { return Math.max(now.width / svg.clientWidth, now.height / svg.clientHeight); }
    function at(event) {
      var point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return [point.x, point.y];
    }

    var bar = document.createElement("div");
    bar.className = "k-figure__tools";
    [["M5 12h14M12 5v14", "zoomIn", function () { zoom(0.8); }], ["M5 12h14", "zoomOut", function () { zoom(1.25); }],
      ["M5 8V5h3m8 0h3v3m0 8v3h-3m-8 0H5v-3M9 9h6v6H9z", "zoomFit", fit],
      ["M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5", "full", function () { document.fullscreenElement ? document.exitFullscreen() : box.requestFullscreen && box.requestFullscreen(); }]
    ].forEach(function (tool) {
      var button = document.createElement("button");
      button.type = "button";
      button.append(icon(tool[0]));
      button.title = box.dataset[tool[1]];
      button.setAttribute("aria-label", box.dataset[tool[1]]);
      button.addEventListener("click", tool[2]);
      bar.append(button);
    });
    box.prepend(bar);

    view.addEventListener("wheel", function (event) {
      if (!event.ctrlKey && !document.fullscreenElement) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 0.85 : 1.18, at(event)[0], at(event)[1]);
    }, { passive: false });
    view.addEventListener("keydown", function (event) {
      if (event.target !== view) return;
      var step = now.width / 12;
      var keys = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      if (keys[event.key]) move(keys[event.key][0], keys[event.key][1]);
      else if (event.key === "+" || event.key === "=") zoom(0.8);
      else if (event.key === "-") zoom(1.25);
      else if (event.key === "0") fit();
      else return;
      event.preventDefault();
    });
    var from = null, moved = false;
    view.addEventListener("pointerdown", function (event) {
      if (event.button === 0 && (event.pointerType !== "touch" || near())) { from = [event.clientX, event.clientY]; moved = false; }
    });
    view.addEventListener("pointermove", function (event) {
      if (!from) return;
      var x = event.clientX - from[0], y = event.clientY - from[1];
      if (!moved && Math.abs(x) + Math.abs(y) < 4) return;
      moved = true;
      view.setPointerCapture(event.pointerId);
      move(-x * scale(), -y * scale());
      from = [event.clientX, event.clientY];
    });
    ["pointerup", "pointercancel"].forEach(function (name) { view.addEventListener(name, function () { from = null; }); });
    view.addEventListener("click", function (event) { if (moved) { event.preventDefault(); moved = false; } }, true);
    view.addEventListener("dragstart", function (event) { event.preventDefault(); });
  }

  document.querySelectorAll("[data-filter]").forEach(filter);
  document.querySelectorAll("[data-figure]").forEach(figure);
})();
