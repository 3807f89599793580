// Choosing rows by what they are, tables as cards on narrow screens, folds that open for links and for paper.
// Every page is complete without it.
(function () {
  "use strict";

  // <form data-choose="ID"> over the elements under #ID with data-is="token token". A token is "kind-value"; a row that has
  // no token of a kind is not chosen by that kind. Columns with data-col follow the rows that are shown.
  function choose(form) {
    var target = document.getElementById(form.dataset.choose), told = form.querySelector("[role=status]");
    if (!target) return;
    var picks = Array.from(form.querySelectorAll("select"));
    var rows = Array.from(target.querySelectorAll("[data-is]")).map(function (row) { return { row: row, is: " " + row.dataset.is + " " }; });
    var whole = rows.filter(function (held) { return !held.row.parentElement.closest("[data-is]"); });
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("change", function () {
      var wanted = picks.map(function (pick) { return pick.value; }).filter(Boolean);
      rows.forEach(function (held) {
        held.row.hidden = !wanted.every(function (token) { return held.is.indexOf(" " + token + " ") >= 0 || held.is.indexOf(" " + token.slice(0, 2)) < 0; });
      });
      target.querySelectorAll("[data-part]").forEach(function (part) {
        part.hidden = !whole.some(function (held) { return !held.row.hidden && part.contains(held.row); });
      });
      target.querySelectorAll("[data-count]").forEach(function (count) {
        count.textContent = count.closest("[data-is]").querySelectorAll("[data-is]:not([hidden])").length;
      });
      columns(target, wanted.length > 0);
      life(target, wanted);
      if (wanted.length) target.querySelectorAll("details.k-fold, details[data-wide]").forEach(function (fold) { fold.open = true; });
      told.textContent = wanted.length && whole.length ? whole.filter(function (held) { return !held.row.hidden; }).length + " / " + whole.length + " " + form.dataset.rows : "";
    });
  }

  // In a picture, what does not belong to the chosen plateau fades. data-life="id=first-end id=first-end"
  function life(target, wanted) {
    var stage = wanted.filter(function (token) { return token.slice(0, 2) === "p-"; })[0];
    (target.dataset.life || "").split(" ").filter(Boolean).forEach(function (entry) {
      var id = entry.split("=")[0], ends = entry.split("=")[1].split("-"), at = stage ? Number(stage.slice(2)) : -1;
      target.querySelectorAll("svg a[*|href$='/" + id + "/']").forEach(function (shape) {
        shape.classList.toggle("k-absent", at >= 0 && (at < Number(ends[0]) || at >= Number(ends[1])));
      });
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
  var narrow = matchMedia("(max-width: 44em)").matches;
  if (narrow) document.querySelectorAll("details[data-wide]").forEach(function (fold) { fold.open = false; });  // open where there is room
  if (narrow) document.querySelectorAll(".k-table:not(.k-table--heat):not(.k-table--matrix) > table").forEach(cards);
  unfold();
})();
