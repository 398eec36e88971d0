// <chat-room>: the live room over the page the server made. Everything here also works as plain links and forms.
import { Connection } from "./connection.js";
import { Log } from "./log.js";
import { People } from "./people.js";
import { Timeline } from "./timeline.js";
import { Writing } from "./writing.js";

class ChatRoom extends HTMLElement {
  connectedCallback() {
    const { room, head, epoch } = this.dataset;
    this.number = Number(room);
    this.turn = 0;
    this.words = Object.fromEntries([...this.querySelector("[data-tpl=words]").content.children].map((i) => [i.dataset.w, i.textContent]));
    this.log = new Log(this, this.words);
    this.people = new People(this, this.words);
    this.line = new Timeline(Number(head), epoch, { apply: (m) => this.arrived(m), replace: (f) => this.log.replace(f), sync: () => this.sync().then((f) => f && this.take(f)) });
    this.writing = new Writing(this);
    this.log.scroll.addEventListener("scroll", () => this.moved(), { passive: true });
    this.addEventListener("click", (event) => {
      if (!event.target.closest(".older a")) return;
      event.preventDefault();
      this.more();
    });
    document.addEventListener("visibilitychange", () => this.seen());
    this.way = new Connection(this, {
      state: (state) => this.tell(state),
      frame: (frame) => this.take(frame),
      ready: () => { this.writing.resend(); this.seen(); },
      heads: (heads) => this.line.heard(heads[room] ?? 0),
      position: () => ({ after: this.line.last, epoch: this.line.epoch }),
    });
    this.log.look();
  }

  tell(state) {
    const tag = this.querySelector("[data-state]");
    tag.textContent = this.words[state];
    tag.className = `tag ${["online", "polling"].includes(state) ? "good" : "waiting"}`;
  }

  take(frame) {
    if (frame.room !== this.number) return;
    const kind = `${frame.op} ${frame.kind}`;
    if (/chg|snap|resync/.test(frame.op)) this.line.take(frame);
    if (frame.present ?? kind === "eph presence") this.people.take(frame.present ?? frame);
    if (kind === "eph typing") this.people.types(frame.by);
    if (/^ctl (?!hidden)/.test(kind)) this.refresh(kind);
  }

  arrived(m) {
    const { atEnd } = this.log;
    const fresh = this.log.apply(m);
    const own = String(m.by.id) === this.dataset.me;
    if (own && m.gone === "hidden" && !m.mine) this.explain(m);
    if (!fresh) return;
    const li = this.log.find(m.id);
    li.classList.add("fresh");
    this.people.stopped(m.by.name);
    if (own) return;
    if (document.hidden) this.log.line(li);
    else this.querySelector("[data-said]").textContent = `${m.by.name}: ${li.querySelector(".said-text").textContent}`;
    if (atEnd) { this.log.toEnd(); this.seen(); }
  }

  // The author learns why his message is hidden: his own answer to `sync` says it.
  async explain({ id, chg }) {
    const frame = await this.sync(chg - 1);
    this.log.find(id).dataset.chg = 0;
    frame?.changes?.forEach((m) => this.log.apply(m));
  }

  sync(after = this.line.last) {
    return this.way.ask("sync", { room: this.number, after, epoch: this.line.epoch }).catch(() => null);
  }

  seen() {
    const seq = this.log.newest;
    const { member, newer, read } = this.dataset;
    if (document.hidden || !member || newer || !this.log.atEnd || this.marking || seq <= Number(read)) return;
    this.dataset.read = seq;
    this.marking = setTimeout(() => { this.marking = 0; this.seen(); }, 2500);
    this.way.ask("read", { room: this.number, seq }).catch(() => {});
  }

  moved() {
    const { scrollTop, scrollHeight, clientHeight } = this.log.scroll;
    if (scrollHeight - clientHeight - Math.abs(scrollTop) < 200) this.more();
    this.seen();
  }

  async more() {
    const place = this.querySelector(".older");
    if (!place || this.asking) return;
    this.asking = true;
    try {
      const page = await this.way.fetch(`${this.dataset.history}?before=${this.log.first}`);
      this.log.older(page);
      if (page.before === null) place.remove();
    } catch { /* the link is still there */ }
    this.asking = false;
  }

  // The standing changed: take the composer anew from the server, in the reader's language.
  async refresh(kind) {
    if (kind === "ctl out") this.querySelector("[data-state]").textContent = this.words.out;
    const turn = ++this.turn;
    await new Promise((go) => setTimeout(go, Math.random() * 800));
    const html = await fetch(this.dataset.page).then((answer) => answer.text()).catch(() => "");
    if (this.turn !== turn || !html) return; // a later change asks again
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.querySelector("#composer");
    if (!fresh) return location.reload();
    this.querySelector("#composer").replaceWith(fresh);
    this.dataset.writing = page.querySelector("chat-room").dataset.writing;
    this.writing.composer.restore();
  }
}

customElements.define("chat-room", ChatRoom);
