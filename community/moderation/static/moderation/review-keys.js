// <review-keys>: j and k walk the rows, o opens one, other letters press what carries them as data-key. Nothing is only here: each key has its button.
class ReviewKeys extends HTMLElement {
  connectedCallback() {
    this.listen = (event) => this.press(event);
    document.addEventListener("keydown", this.listen);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.listen);
  }

  press(event) {
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...document.querySelectorAll("[data-row]")];
    const reason = /^[1-9]$/.test(event.key) && this.reasons()[Number(event.key) - 1];
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (rows.length && (event.key === "j" || event.key === "k")) this.walk(rows, event.key === "j" ? 1 : -1);
    else if (rows.length && event.key === "o") (this.current(rows) ?? rows[0]).querySelector("[data-open]")?.click();
    else if (reason) reason.click();
    else if (target instanceof HTMLDetailsElement) this.unfold(target);
    else if (target) target.click();
    else return;
    event.preventDefault();
  }

  current(rows) {
    return rows.find((row) => row.contains(document.activeElement));
  }

  walk(rows, step) {
    const at = rows.indexOf(this.current(rows));
    rows[Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
  }

  unfold(details) {
    details.open = details.dataset.key === "?" ? !details.open : true;
    (details.querySelector("select, button") ?? details.querySelector("summary")).focus();
  }

  reasons() {
    const form = document.activeElement?.closest?.("details[open] form");
    return form ? [...form.querySelectorAll("button.chip")] : [];
  }
}

customElements.define("review-keys", ReviewKeys);
