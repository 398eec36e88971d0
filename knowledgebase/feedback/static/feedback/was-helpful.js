// <was-helpful>: votes in place. The page is kept for all visitors and holds no token, so the small form is fetched when it is needed.
class WasHelpful extends HTMLElement {
  connectedCallback() {
    this.place = this.querySelector("[data-place]");
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a[href*='/feedback/']");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.ask(link.href);
    });
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.target);
    });
  }

  async ask(address) {
    const answer = await this.load(address);
    if (!answer) return;
    this.show(answer);
    const form = this.place.querySelector("form");
    if (form?.elements.helpful.value === "yes") this.send(form);
  }

  async send(form) {
    const answer = await this.load(form.action, { method: "POST", body: new FormData(form) });
    if (answer) this.show(answer);
  }

  async load(address, options = {}) {
    this.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { ...options, headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!response.ok && response.status !== 422) throw new Error(response.status);
      return await response.text();
    } catch {
      this.say(this.dataset.sorry);
      return "";
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  say(text) {
    const line = document.createElement("p");
    line.setAttribute("role", "alert");
    line.textContent = text;
    this.place.replaceChildren(line);
    this.place.hidden = false;
  }

  show(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    this.place.replaceChildren(...parsed.body.childNodes);
    this.place.hidden = false;
    this.querySelector("[data-vote]").parentElement.hidden = Boolean(this.place.querySelector("[role=status]"));
    const target = this.place.querySelector("[role=alert], [role=status], input:not([type=hidden])");
    target?.focus();
  }
}

customElements.define("was-helpful", WasHelpful);
