// The list of messages: each once, in its newest state, in the order of seq. It hangs from its end, so that the newest is what one sees.
import { draw, shown } from "./message.js";

export class Log {
  constructor(room, words) {
    const one = (name) => room.querySelector(name);
    Object.assign(this, { room, words, list: one(".log"), scroll: one(".log-scroll"), button: one(".to-newest") });
    this.first = room.dataset.before ? Number(this.list.querySelector(".said")?.dataset.seq) : 0;
    this.tidy();
    this.scroll.addEventListener("scroll", () => this.look(), { passive: true });
    this.button.addEventListener("click", (event) => {
      if (room.dataset.newer) return;
      event.preventDefault();
      this.toEnd();
    });
  }

  get atEnd() { return Math.abs(this.scroll.scrollTop) < 48; }
  get rows() { return [...this.list.querySelectorAll("[data-seq]")]; }
  get newest() { return Number(this.rows.at(-1)?.dataset.seq ?? 0); }
  find(id) { return this.list.querySelector(`[data-id="${id}"]`); }
  look() { this.button.hidden = this.atEnd && !this.room.dataset.newer; }

  toEnd() {
    this.scroll.scrollTop = 0;
    this.look();
  }

  // Take one message as it is now. Whether it is new on the page.
  apply(m, above = false) {
    const old = this.find(m.id) ?? this.list.querySelector(`[data-cid="${m.cid}"]`);
    if (old && Number(old.dataset.chg ?? 0) >= m.chg) return false;
    if (!old && (m.seq < this.first || (this.room.dataset.newer && m.seq > this.newest))) return false;
    const { scrollHeight, scrollTop } = this.scroll;
    const stay = !this.atEnd && !above;
    const li = draw(this.room, this.words, m);
    old?.remove();
    const after = this.rows.findLast((row) => Number(row.dataset.seq) < m.seq);
    if (after) after.after(li); else this.list.prepend(li);
    if (m.gone) this.list.querySelectorAll(`[data-quotes="${m.id}"] > span`).forEach((span) => { span.textContent = this.words.noquote; });
    this.tidy();
    if (stay) this.scroll.scrollTop = scrollTop - (this.scroll.scrollHeight - scrollHeight);
    this.room.querySelector(".log-empty")?.remove();
    this.look();
    return !old;
  }

  older({ messages, before }) {
    this.first = before ?? 0;
    messages.forEach((m) => this.apply(m, true));
  }

  replace(frame) {
    this.rows.forEach((row) => row.remove());
    this.older(frame);
    this.toEnd();
  }

  pending(entry) {
    const li = draw(this.room, this.words, entry);
    this.list.append(li);
    this.mark(li, this.words.pending);
    this.tidy();
    this.toEnd();
    return li;
  }

  mark(li, text, failed = false) {
    li.classList.toggle("failed", failed);
    li.classList.toggle("pending", !failed);
    li.querySelector(".unsent span").textContent = text;
  }

  // A separator before the first message of each day.
  tidy() {
    this.list.querySelectorAll(".day").forEach((day) => day.remove());
    let last = "";
    for (const li of this.list.querySelectorAll("[data-day]")) {
      if (li.dataset.day !== last) {
        const day = this.room.querySelector("[data-tpl=day]").content.cloneNode(true);
        day.querySelector("span").textContent = shown(new Date(li.dataset.day), { timeZone: "UTC", dateStyle: "long" });
        li.before(day);
      }
      last = li.dataset.day;
    }
  }

  // The line above the first message that came while nobody looked.
  line(li) {
    if (!this.list.querySelector(".new")) li.before(this.room.querySelector("[data-tpl=new]").content.cloneNode(true));
  }
}
