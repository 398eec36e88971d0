// <count-down data-ends="2026-12-24T18:00:00+00:00">: counts the numbers inside it down; the page itself says the moment in words.
class CountDown extends HTMLElement {
  connectedCallback() {
    this.end = Date.parse(this.dataset.ends);
    this.form = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: false });
    this.timer = setInterval(() => this.show(), 1000);
    this.show();
  }

  disconnectedCallback() { clearInterval(this.timer); }

  show() {
    const left = Math.max(0, Math.floor((this.end - Date.now()) / 1000));
    const parts = { days: Math.floor(left / 86400), hours: Math.floor(left / 3600) % 24, minutes: Math.floor(left / 60) % 60, seconds: left % 60 };
    for (const [name, number] of Object.entries(parts)) this.querySelector(`[data-${name}]`).textContent = this.form.format(number);
    if (left > 0) return;
    clearInterval(this.timer);
    const heading = this.closest("section").querySelector("h2");
    if (heading) heading.textContent = this.dataset.after;
    this.hidden = true;
  }
}

customElements.define("count-down", CountDown);
