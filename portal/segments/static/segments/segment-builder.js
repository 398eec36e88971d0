/** Conditions that count themselves: what is changed is posted, and the builder comes back with numbers. Without it, buttons do the same. */
const WAIT = 500;

class SegmentBuilder extends HTMLElement {
  #timer = 0;
  #turn = 0;

  connectedCallback() {
    this.addEventListener("input", (event) => {
      if (event.target.matches("input:not([type=checkbox], [type=date])")) this.#later();
    });
    this.addEventListener("change", (event) => {
      if (!event.target.matches("input[type=number], input[type=text], input:not([type])")) this.#post("count");
    });
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=do]");
      if (!button) return;
      event.preventDefault();
      this.#post(button.value);
    });
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#post("count"), WAIT);
  }

  async #post(button) {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const fields = new FormData(this.closest("form"));
    fields.set("do", button);
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(location.href, { method: "POST", body: fields, headers: { "X-Part": "builder" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = await answer.text();
      if (turn === this.#turn) this.#show(page, button);
    } catch {
      if (turn === this.#turn) this.querySelector(".segment-count p").textContent = this.dataset.failed;
    } finally {
      if (turn === this.#turn) this.removeAttribute("aria-busy");
    }
  }

  #show(page, button) {
    const active = document.activeElement;
    const name = this.contains(active) ? active.name : "";
    const place = active?.selectionStart ?? null;
    const before = this.querySelectorAll(".segment-condition").length;
    this.innerHTML = page;
    const added = /^(add|group):/.test(button) && this.querySelectorAll(".segment-condition").length > before;
    const next = added ? this.#newest(button.split(":")[1]) : this.elementsNamed(name, active?.value);
    next?.focus();
    if (place !== null && next?.setSelectionRange && next.type === "text") next.setSelectionRange(place, place);
  }

  #newest(group) {
    const all = [...this.querySelectorAll("select[data-again]")].filter((one) => one.name.startsWith(`${group}-`) && one.name.endsWith(".what"));
    return all.at(-1);
  }

  elementsNamed(name, value) {
    const all = [...this.querySelectorAll("[name]")].filter((one) => one.name === name);
    return all.find((one) => one.type !== "checkbox" || one.value === value);
  }
}

customElements.define("segment-builder", SegmentBuilder);
