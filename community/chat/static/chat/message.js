// One message of the page, filled into its own <template>: texts as text; only `html`, which the server sanitised, as markup.
const locale = `${document.documentElement.lang.replace(/^en$/, "en-GB")}-u-nu-latn`;
export const shown = (moment, options) => new Intl.DateTimeFormat(locale, options).format(moment);

export function draw(room, words, m) {
  const li = room.querySelector("[data-tpl=message]").content.firstElementChild.cloneNode(true);
  const part = (name) => li.querySelector(name);
  const { page, message, writing, me, zone } = room.dataset;
  const own = String(m.by.id) === me;
  const at = new Date(m.at);
  Object.assign(li.dataset, { cid: m.cid, day: new Intl.DateTimeFormat("sv", { timeZone: zone }).format(at) });
  if (m.id) {
    Object.assign(li.dataset, { id: m.id, seq: m.seq, chg: m.chg });
    li.id = `m${m.seq}`;
    part(".said-when").href = `${page}?around=${m.seq}#m${m.seq}`;
  }
  li.classList.toggle("mine", own);
  li.classList.toggle("gone", Boolean(m.gone));
  part(".avatar").textContent = [...m.by.name][0]?.toUpperCase() ?? "";
  part(".avatar").classList.toggle("copper", m.by.role !== "member");
  part(".who").textContent = m.by.name;
  part(".you").hidden = !own;
  part(".team").textContent = m.by.role === "member" ? "" : words[m.by.role === "owner" ? "host" : "team"];
  part("time").dateTime = m.at;
  part("time").textContent = shown(at, { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  part(".edited").hidden = !m.edited;
  if (m.reply) {
    const quote = part(".replied");
    quote.dataset.quotes = m.reply.id;
    quote.querySelector("a").href = `${page}?around=${m.reply.seq}#m${m.reply.seq}`;
    quote.querySelector("bdi").textContent = m.reply.name;
    quote.querySelector("span").textContent = m.reply.text || words.noquote;
  } else part(".replied").remove();
  fill(part(".said-text"), words, m);
  const may = { reply: writing && !m.gone, edit: own && writing && !m.gone, delete: own && m.gone !== "deleted", report: me && !own && !m.gone };
  for (const [act, allowed] of Object.entries(may)) {
    const link = part(`[data-act=${act}]`);
    if (!allowed || !m.id) link.remove();
    else link.href = act === "reply" ? `${page}?reply=${m.id}#composer` : message.replace("/0/edit/", `/${m.id}/${act}/`);
  }
  return li;
}

function fill(place, words, m) {
  const line = (text, name = "") => {
    const p = document.createElement("p");
    p.className = name;
    p.textContent = text;
    place.append(p);
  };
  if (m.lang) place.lang = m.lang;
  if (m.mine) {
    line(words.mine, "strong");
    line(`${words.reason} ${words[`r-${m.mine.reason}`] ?? ""}`);
    if (m.mine.note) line(m.mine.note);
  } else if (m.gone) line(words[m.gone], "soft");
  else if (m.id) {
    const clean = document.createElement("template");
    clean.innerHTML = m.html;
    place.append(clean.content);
  } else line(m.body, "plain");
}
