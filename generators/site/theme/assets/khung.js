// Filtering long tables; pictures and the explorer are brought in where a page has them. Every page is complete without it.
(function () {
  "use strict";
  var LONG = 12, source = document.currentScript.src;

  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  }

  function filter(box) {
    var rows = Array.from(box.querySelectorAll(box.tagName === "UL" ? ":scope > li" : "tbody > tr"));
    if (rows.length <= LONG) return;
    // A row that heads its group ("under") is found with the group, and the group by it.
    var under = rows.map(function (row) { return row.className === "k-under"; });
    var texts = rows.map(function (row, i) { return fold((under[i] ? "" : row.parentNode.firstElementChild.className === "k-under" ? row.parentNode.firstElementChild.textContent + " " : "") + row.textContent); });
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
        shown += fits && !under[i] ? 1 : 0;
      });
      rows.forEach(function (row, i) { if (under[i]) row.hidden = !row.parentNode.querySelector("tr:not(.k-under):not([hidden])"); });
      told.textContent = !words.length ? "" : shown ? shown + " / " + under.filter(function (is) { return !is; }).length + " " + box.dataset.rows : box.dataset.none;
    });
  }

  // A module of ours, loaded only by pages that need it.
  function bring(selector, file, name) {
    var found = Array.from(document.querySelectorAll(selector));
    if (found.length) import(new URL(file, source)).then(function (module) { found.forEach(module[name]); });
  }

  document.querySelectorAll("[data-filter]").forEach(filter);
  bring("[data-figure]", "picture.js", "picture");
  bring("[data-explorer]", "explorer/main.js", "explorer");
})();
