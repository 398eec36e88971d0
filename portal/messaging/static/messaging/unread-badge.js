// Shows beside "My page" how many messages of the inbox wait; asks at most once a minute a tab.
const KEEP = 60000;

class UnreadBadge extends HTMLElement {
  async connectedCallback() {
    const unread = await this.count();
    const place = document.querySelector(".bar-me");
    if (!unread || !place) return;
    const badge = document.createElement("span");
    badge.className = "unread-badge";
    badge.textContent = unread > 99 ? "99+" : String(unread);
    badge.title = this.dataset.label;
    badge.setAttribute("aria-label", `${badge.textContent} ${this.dataset.label}`);
    badge.setAttribute("role", "img");
    place.append(badge);
  }

  async count() {
    try {
      const kept = JSON.parse(sessionStorage.getItem("unread") || "null");
      if (kept && Date.now() - kept.at < KEEP && this.dataset.fresh !== "yes") return kept.unread;
      const { unread } = await (await fetch(this.dataset.url)).json();
      sessionStorage.setItem("unread", JSON.stringify({ unread, at: Date.now() }));
      return unread;
    } catch {
      return 0;
    }
  }
}

customElements.define("unread-badge", UnreadBadge);
