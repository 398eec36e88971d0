// <tutorial-progress>: a visitor's own progress, kept in his browser and nowhere else. Texts and addresses come from the page.
const KEY = "tutorials";

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function write(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch { /* storage is full or closed: the steps still lead on */ }
}

class TutorialProgress extends HTMLElement {
  connectedCallback() {
    this.steps = this.dataset.steps.split(" ");
    this.querySelector("[data-finish-step]")?.addEventListener("click", () => this.finish(this.dataset.current));
    this.mark();
  }

  get done() {
    const kept = read()[this.dataset.tutorial];
    return new Set(Array.isArray(kept) ? kept.filter((code) => this.steps.includes(code)) : []);
  }

  finish(code) {
    write({ ...read(), [this.dataset.tutorial]: [...this.done.add(code)] });
  }

  mark() {
    const done = this.done;
    for (const item of this.querySelectorAll("[data-step]")) {
      if (!done.has(item.dataset.step) || item.hasAttribute("data-done")) continue;
      item.toggleAttribute("data-done", true);
      const tag = document.createElement("span");
      tag.className = "tag good";
      tag.textContent = this.dataset.doneText;
      item.lastElementChild.prepend(tag, " ");
    }
    const button = document.querySelector("[data-go-on] a.button");
    const open = this.steps.findIndex((code) => !done.has(code));
    if (!button || !this.dataset.goOnText || !done.size || open < 1) return;
    const number = new Intl.NumberFormat(document.documentElement.lang).format(open + 1);
    button.href = this.querySelectorAll("[data-step] a")[open].href;
    button.textContent = this.dataset.goOnText.replace("%s", number);
  }
}

customElements.define("tutorial-progress", TutorialProgress);
