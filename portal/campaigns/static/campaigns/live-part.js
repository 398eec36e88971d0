/* <live-part data-url data-every>: shows its part anew every few seconds while somebody looks, until the part says that nothing moves. */
class LivePart extends HTMLElement {
  connectedCallback() {
    this.seconds = Number(this.dataset.every) || 5;
    this.wait();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  wait(factor = 1) {
    this.timer = setTimeout(() => this.look(), this.seconds * 1000 * factor);
  }

  async look() {
    if (document.hidden || this.contains(document.activeElement)) return this.wait();
    try {
      const answer = await fetch(this.dataset.url, { headers: { "X-Requested-With": "live-part" } });
      if (!answer.ok || answer.redirected) return this.wait(5);
      const opened = this.querySelector("details[open]") !== null;
      this.innerHTML = await answer.text();
      if (opened) this.querySelector("details")?.setAttribute("open", "");
    } catch {
      return this.wait(5);
    }
    if (this.querySelector("[data-moving='1']")) this.wait();
    else location.reload();
  }
}

customElements.define("live-part", LivePart);
