// Choosing rows by what they are, tables as cards on narrow screens, folds that open for links and for paper.
// Every page is complete without it.
(function () {
  "use strict";

  // <form data-choose="ID"> over the elements under #ID with data-is="token token"; columns with data-col follow an agency.
  function choose(form) {
    var target = document.getElementById(form.dataset.choose), told = form.querySelector("[role=status]");
    if (!target) return;
    var rows = Array.from(target.querySelectorAll("[data-is]")), picks = Array.from(form.querySelectorAll("select"));
    var have = rows.map(function (row) { return " " + row.dataset.is + " "; });
    var folds = Array.from(target.querySelectorAll("details"));
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("change", function () {
      var wanted = picks.map(function (pick) { return pick.value; }).filter(Boolean), shown = 0;
      rows.forEach(function (row, n) {
        row.hidden = !wanted.every(function (token) { return have[n].indexOf(" " + token + " ") >= 0; });
        shown += row.hidden ? 0 : 1;
      });
      target.querySelectorAll("[data-part]").forEach(function (part) { part.hidden = !part.querySelector("[data-is]:not([hidden])"); });
      columns(target, wanted.length > 0);
      if (wanted.length) folds.forEach(function (fold) { fold.open = true; });
      told.textContent = wanted.length ? shown + " / " + rows.length + " " + form.dataset.rows : "";
    });
  }

  // A column of a matrix is hidden while no row that is shown has a mark in it.
  function columns(target, chosen) {
    target.querySelectorAll("[data-col]").forEach(function (head) {
      var at = head.cellIndex, cells = Array.from(target.querySelectorAll("tbody tr")).filter(function (row) { return row.cells.length > at; });
      var empty = chosen && !cells.some(function (row) { return !row.hidden && row.cells[at].textContent.trim(); });
      head.hidden = empty;
      cells.forEach(function (row) { row.cells[at].hidden = empty; });
    });
  }

  function cards(table) {
    var heads = Array.from(table.querySelectorAll("thead th")).map(function (head) { return head.textContent.trim(); });
    if (heads.length < 3) return;
    table.parentNode.classList.add("k-stack");
    table.querySelectorAll("tbody td").forEach(function (cell) {
      var text = cell.textContent.trim();
      cell.dataset.label = heads[cell.cellIndex] || "";
      if ((!text || text === "–") && !cell.firstElementChild) cell.classList.add("k-empty");
    });
  }

  function unfold() {
    var found = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var fold = found && found.closest("details");
    if (fold && !fold.open) { fold.open = true; found.scrollIntoView(); }
  }

  var shut = [];
  window.addEventListener("beforeprint", function () {
    shut = Array.from(document.querySelectorAll("details:not([open])"));
    shut.forEach(function (fold) { fold.open = true; });
  });
  window.addEventListener("afterprint", function () { shut.forEach(function (fold) { fold.open = false; }); });
  window.addEventListener("hashchange", unfold);

  document.querySelectorAll("[data-choose]").forEach(choose);
  if (matchMedia("(max-width: 44em)").matches) document.querySelectorAll(".k-table:not(.k-table--heat):not(.k-table--matrix) > table").forEach(cards);
  unfold();
})();
