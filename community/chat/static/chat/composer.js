// Writing: Enter sends, Shift+Enter begins a line, Up edits the last own message, Escape lets go. What is typed is kept at every stroke.
export class Composer {
  constructor(room, outbox, on) {
    Object.assign(this, { room, outbox, on, typed: 0 });
    room.addEventListener("submit", (event) => {
      if (!event.target.matches(".composer")) return;
      event.preventDefault();
      this.submit();
    });
    room.addEventListener("input", () => {
      if (!this.editing) outbox.write({ draft: this.field.value });
      if (Date.now() - this.typed > 3000) { this.typed = Date.now(); on.typing(); }
    });
    room.addEventListener("keydown", (event) => this.key(event));
    room.addEventListener("click", (event) => {
      if (event.target.matches("[data-cancel]")) { event.preventDefault(); this.reset(); }
    });
    this.restore();
  }

  restore() {
    if (this.field && !this.field.value) this.field.value = this.outbox.read().draft;
  }

  get field() { return this.room.querySelector(".composer textarea"); }
  get form() { return this.field?.form; }

  key(event) {
    if (event.target !== this.field || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !matchMedia("(pointer: coarse)").matches) { event.preventDefault(); this.submit(); }
    if (event.key === "ArrowUp" && !this.field.value) { event.preventDefault(); this.on.editLast(); }
    if (event.key === "Escape") this.reset();
  }

  submit() {
    const body = this.field.value.trim();
    if (!body) return;
    if (this.editing) this.on.change(this.editing, body);
    else {
      const reply = this.form.elements.reply_to.value;
      this.on.send(body, reply ? Number(reply) : null);
      this.reset("");
    }
  }

  banner(name, edit) {
    const banner = this.room.querySelector("[data-replying]");
    banner.hidden = !name && !edit;
    banner.classList.toggle("editing", Boolean(edit));
    banner.querySelector("[data-reply-name]").textContent = name ?? "";
    this.problem("");
    this.field.focus();
  }

  reply(id, name) {
    this.reset();
    this.form.elements.reply_to.value = id;
    this.banner(name);
  }

  edit(source) {
    this.editing = source;
    this.field.value = source.md;
    this.banner("", true);
  }

  reset(text = this.editing ? this.outbox.read().draft : this.field.value) {
    this.editing = null;
    this.form.elements.reply_to.value = "";
    this.field.value = text;
    this.outbox.write({ draft: text });
    this.banner();
  }

  problem(text) {
    const place = this.room.querySelector("[data-problem]");
    place.textContent = text;
    place.hidden = !text;
  }
}
