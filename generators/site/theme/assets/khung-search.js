// The search worker. It speaks the theme's protocol (0 set up, 1 ready, 2 query, 3 result) and reads Vietnamese:
// accents are optional, a tone may stand on either vowel, every word counts, and what is written exactly comes first.
"use strict";
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g, MARKS = /[\u0300-\u036f]/g;
const MOST = 200;
let loading = null, documents = [], separator = /\s+/;
const known = new Map();

function fold(word) { return word.normalize("NFD").replace(MARKS, "").replace(/đ/g, "d"); }

// Vowels with their shape and the tone apart from them: "hoà" and "hòa" are the same word, "hoá" is another.
function spell(word) {
  const parts = word.normalize("NFD");
  return parts.replace(TONES, "") + (parts.match(TONES) || []).join("");
}

// Each word is taken apart once: a site has far fewer words than places where they stand.
function apart(word) {
  let found = known.get(word);
  if (!found) known.set(word, found = { bare: fold(word), spelt: spell(word) });
  return found;
}

function words(text) {
  const found = [], lower = text.toLowerCase();
  let at = 0;
  for (const piece of lower.split(separator)) {
    const start = lower.indexOf(piece, at), word = piece.replace(/\.+$/, "");
    at = start + piece.length;
    if (!word) continue;
    const { bare, spelt } = apart(word);
    found.push({ start, end: start + word.length, bare, spelt });
  }
  return found;
}

function line(list, key) { return " " + list.map((w) => w[key]).join(" ") + " "; }

// What is searched is loaded at the first question, so that a page which asks none costs nothing.
function load() {
  loading = loading || fetch(new URL("../search/documents.json", self.location)).then((answer) => answer.json()).then(prepare);
  return loading;
}

function prepare(docs) {
  documents = docs.map((doc) => {
    const title = words(doc.title), text = words(doc.text), keys = words(doc.keys || "");
    return { doc, title, text, keys, lines: [line(title, "bare"), line(title, "spelt"), line(keys, "bare"), line(text, "bare")] };
  });
}

// How well one word of the query fits the best word of a field: whole words before beginnings, exact accents before folded ones.
function fit(wanted, list, whole, begun) {
  let best = 0;
  for (const word of list) {
    if (!word.bare.startsWith(wanted.bare)) continue;
    let score = word.bare === wanted.bare ? whole : begun;
    if (wanted.accented && !word.spelt.startsWith(wanted.plain) && word.spelt !== wanted.spelt) score *= 0.3;
    else if (!wanted.accented && word.bare === word.spelt) score *= 1.02;
    if (score > best) best = score;
  }
  return best;
}

function phrase(entry, wanted) {
  const bare = " " + wanted.map((w) => w.bare).join(" "), spelt = " " + wanted.map((w) => w.spelt).join(" ");
  const exact = wanted.some((w) => w.accented) && !entry.lines[1].includes(spelt) ? 0.3 : 1;
  const [title, , keys, text] = entry.lines;
  let score = 0;
  if (title.includes(bare)) {
    score = 60 * wanted.length * exact;
    if (title.includes(bare + " ")) score += 25 * exact;
    if (title.startsWith(bare)) score += 40 * exact;
    if (title === bare + " ") score += 150 * exact;
  } else if (text.includes(bare)) score = 8 * wanted.length;
  if (keys.includes(bare + " ")) score += 60 * wanted.length;
  if (keys.startsWith(bare + " ")) score += 40 * wanted.length;
  return score;
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;" })[c]);
}

function marked(text, list, wanted) {
  let made = "", at = 0;
  for (const word of list) {
    if (!wanted.some((w) => word.bare.startsWith(w.bare))) continue;
    made += escaped(text.slice(at, word.start)) + "<mark>" + escaped(text.slice(word.start, word.end)) + "</mark>";
    at = word.end;
  }
  return made + escaped(text.slice(at));
}

function search(query) {
  const wanted = words(query.normalize("NFC")).map((w) => ({ ...w, accented: w.bare !== w.spelt, plain: w.spelt.replace(TONES, "") === w.spelt ? w.spelt : "\u0000" }));
  if (!wanted.length) return [];
  const fits = documents.map((entry) => wanted.map((w) => Math.max(fit(w, entry.title, 100, 55), fit(w, entry.keys, 80, 35), fit(w, entry.text, 22, 9))));
  const rare = wanted.map((_, i) => 1 + Math.log(documents.length / (1 + fits.filter((f) => f[i] > 0).length)));
  const most = Math.max(0, ...fits.map((f) => f.filter(Boolean).length));
  if (!most) return [];
  const found = [];
  documents.forEach((entry, i) => {
    if (fits[i].filter(Boolean).length < most) return;
    const sum = fits[i].reduce((total, score, j) => total + score * Math.max(0.2, rare[j]), 0) / wanted.length;
    const long = 1 + 0.015 * Math.max(0, entry.title.length - wanted.length);
    found.push({ entry, score: ((sum + phrase(entry, wanted)) / long) * (entry.doc.boost || 1) });
  });
  found.sort((a, b) => b.score - a.score);
  return found.slice(0, MOST).map(({ entry, score }) => [{
    location: entry.doc.location,
    title: marked(entry.doc.title, entry.title, wanted),
    text: marked(entry.doc.text, entry.text, wanted),
    score,
    terms: {}
  }]);
}

self.addEventListener("message", ({ data: message }) => {
  if (message.type === 0) {
    separator = new RegExp(message.data.config.separator);
    self.postMessage({ type: 1 });
  } else if (message.type === 2) {
    const answer = (items) => self.postMessage({ type: 3, data: { items } });
    if (message.data.trim()) load().then(() => answer(search(message.data)));
    else answer([]);
  }
});
