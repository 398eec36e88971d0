// Who is here and who is writing.
const TYPING_MS = 6000;

export class People {
  constructor(room, words) {
    const page = room.closest(".chat");
    Object.assign(this, { room, words, list: page.querySelector("[data-people]"), nobody: page.querySelector("[data-nobody]"), who: new Map(), typing: new Map() });
  }

  take(frame) {
    if (frame.who) this.who.clear();
    [...(frame.who ?? []), ...(frame.in ?? [])].forEach((one) => this.who.set(one.id, one.name));
    frame.out?.forEach((id) => this.who.delete(id));
    this.room.querySelector("[data-here]").hidden = !frame.n;
    this.room.querySelector("[data-here-count]").textContent = frame.n;
    if (this.nobody) this.nobody.hidden = frame.n > 0;
    this.list.replaceChildren(...[...this.who.values()].sort((a, b) => a.localeCompare(b)).map((name) => {
      const li = this.room.querySelector("[data-tpl=person]").content.firstElementChild.cloneNode(true);
      li.firstElementChild.textContent = [...name][0].toUpperCase();
      li.lastElementChild.textContent = name;
      return li;
    }));
  }

  types({ id, name }, until = Date.now() + TYPING_MS) {
    if (String(id) === this.room.dataset.me) return;
    this.typing.set(name, until);
    setTimeout(() => this.show(), TYPING_MS + 50);
    this.show();
  }

  stopped(name) {
    if (this.typing.delete(name)) this.show();
  }

  show() {
    const names = [...this.typing].filter(([, until]) => until > Date.now()).map(([name]) => name);
    const place = this.room.querySelector("[data-typing]");
    place.hidden = !names.length;
    place.textContent = names.length > 1 ? this.words.type2 : this.words.types.replace("%(name)s", names[0]);
  }
}
