// <banner-away data-address="…">: puts the banner around it away and says so to the server; without scripts the page "why" does it.
class BannerAway extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => this.away());
  }

  async away() {
    const banner = this.closest(".banner");
    banner.hidden = true;
    try {
      const answer = await fetch(this.dataset.address, { method: "POST", headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!answer.ok) banner.hidden = false;
    } catch {
      banner.hidden = false;
    }
  }
}

customElements.define("banner-away", BannerAway);
