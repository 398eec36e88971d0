// Shows beside "My page" how many messages of the inbox wait; asks at most once a minute a tab.
class UnreadBadge extends HTMLElement {
  async connectedCallback() {
    const unread = await this.count().catch(() => 0);
    const place = document.querySelector(".bar-me");
    if (!unread || !place) return;
    const badge = document.createElement("span");
    badge.className = "unread-badge";
    badge.textContent = unread;
    badge.role = "img";
    badge.ariaLabel = `${unread} ${this.dataset.label}`;
    place.append(badge);
  }

  async count() {
    const kept = JSON.parse(sessionStorage.getItem("unread"));
    if (kept?.until > Date.now() && !this.dataset.fresh) return kept.unread;
    const { unread } = await (await fetch(this.dataset.url)).json();
    sessionStorage.setItem("unread", JSON.stringify({ unread, until: Date.now() + 60000 }));
    return unread;
  }
}

customElements.define("unread-badge", UnreadBadge);
