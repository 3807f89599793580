// A box to choose an element by what is typed: the site's own search, a list below, keys as everywhere.
export class Search {
  // `base` leads to the folder of the site; answers are paths of pages, best first.
  constructor(base) {
    this.waiting = [];
    const root = new URL(base || "./", location);
    this.ready = fetch(new URL("search/search_index.json", root)).then((answer) => answer.json()).then((index) => new Promise((done) => {
      this.worker = new Worker(new URL("assets/khung-search.js", root));
      this.worker.addEventListener("message", ({ data }) => {
        if (data.type === 1) done();
        else if (data.type === 3) this.waiting.shift()(data.data.items.map((group) => group[0].location));
      });
      this.worker.postMessage({ type: 0, data: index });
    }));
  }

  async ask(text) {
    await this.ready;
    return new Promise((done) => {
      this.waiting.push(done);
      this.worker.postMessage({ type: 2, data: text });
    });
  }
}

const MOST = 12;

// `find(text)` promises [{value, name, sub}]; `choose(value)` is told what was chosen, undefined where the box was emptied.
export class Picker {
  constructor(box, find, choose) {
    this.input = box.querySelector("input");
    this.list = box.querySelector("ul");
    this.find = find;
    this.choose = choose;
    this.input.addEventListener("input", () => this.type());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) this.take(this.options[[...this.list.children].indexOf(option)]);
    });
    this.options = [];
    this.at = -1;
  }

  show(name) {
    if (document.activeElement !== this.input) this.input.value = name;
  }

  async type() {
    const text = this.input.value.trim();
    if (!text) {
      this.close();
      this.choose(undefined);
      return;
    }
    const found = (await this.find(text)).slice(0, MOST);
    if (this.input.value.trim() !== text || document.activeElement !== this.input) return;
    this.options = found;
    this.at = found.length ? 0 : -1;
    this.list.replaceChildren(...found.map((option, n) => {
      const row = document.createElement("li"), sub = document.createElement("small");
      row.id = `${this.list.id}-${n}`;
      row.setAttribute("role", "option");
      row.append(option.name, sub);
      sub.textContent = option.sub;
      return row;
    }));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(!!found.length));
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === this.at)));
    const row = this.list.children[this.at];
    if (row) {
      this.input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.options[this.at] && !this.list.hidden) this.take(this.options[this.at]);
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.options.length) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.at = (this.at + step + this.options.length) % this.options.length;
      this.mark();
    } else return;
    event.preventDefault();
  }

  take(option) {
    this.input.value = option.name;
    this.close();
    this.choose(option.value);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
