// <search-box>: suggestions while typing around a plain search form; an ARIA combobox with arrows, Enter and Escape.
let boxes = 0;

class SearchBox extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=search]");
    const form = this.querySelector("form");
    if (!form || !this.input || this.list) return;
    const id = `search-list-${++boxes}`;
    this.list = Object.assign(document.createElement("div"), { id, className: "suggest", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.dataset.label);
    this.status = Object.assign(document.createElement("p"), { className: "hidden" });
    this.status.setAttribute("role", "status");
    form.append(this.list, this.status);
    const roles = { role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", "aria-haspopup": "listbox" };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 140);
  }

  async ask() {
    this.request?.abort();
    const typed = this.input.value.trim();
    if (typed.length < 2 && !/[\u3400-\u9fff]/.test(typed)) return this.close();
    this.request = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: this.request.signal });
      if (answer.ok) this.show(await answer.json());
    } catch { /* offline or overtaken by the next letter: the form still works */ }
  }

  show({ suggestions, status }) {
    this.active = -1;
    this.list.replaceChildren(...suggestions.map((one, index) => this.option(one, index)));
    this.status.textContent = suggestions.length ? status : "";
    this.open(suggestions.length > 0 && document.activeElement === this.input);
  }

  option({ title, url, kind }, index) {
    const made = Object.assign(document.createElement("div"), { id: `${this.list.id}-${index}` });
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.dataset.url = url;
    const label = Object.assign(document.createElement("span"), { textContent: kind, className: "soft small nowrap" });
    made.append(Object.assign(document.createElement("span"), { textContent: title }), label);
    return made;
  }

  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
    if (!shown) this.input.removeAttribute("aria-activedescendant");
  }

  close() { this.active = -1; this.request?.abort(); this.open(false); }

  move(step) {
    const options = [...this.list.children];
    this.active = (this.active + step + options.length + (this.active < 0 && step < 0 ? 1 : 0)) % options.length;
    options.forEach((one, index) => one.setAttribute("aria-selected", String(index === this.active)));
    const chosen = options[this.active];
    this.input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && !this.list.hidden) { event.preventDefault(); event.stopPropagation(); return this.close(); }
    if (event.key === "Enter" && !this.list.hidden && this.active >= 0) { event.preventDefault(); return this.go(this.list.children[this.active]); }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (this.list.hidden) { if (event.key === "ArrowDown") this.ask(); return; }
    event.preventDefault();
    this.move(event.key === "ArrowDown" ? 1 : -1);
  }

  go(option) { if (option) location.assign(option.dataset.url); }
}

customElements.define("search-box", SearchBox);
