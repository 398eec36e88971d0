// Keeps what is typed into the long fields of forms on this device until the form has arrived: it survives reload,
// signing out and a lost connection. Forms that keep their own drafts (chat) say data-keep="no".
const PREFIX = "draft:";
const SENT = "draft-sent";
const DAYS = 14;

const keyOf = (form, field) => `${PREFIX}${new URL(form.action || location.href, location.href).pathname}#${field.name}`;
const fields = () => [...document.querySelectorAll('form[method="post"]:not([data-keep="no"]) textarea[name]')];

function store(call) {
  try { return call(window.localStorage); } catch { return null; }
}

function forgetSent() {
  const sent = JSON.parse(sessionStorage.getItem(SENT) || "[]");
  sessionStorage.removeItem(SENT);
  const shown = new Set(fields().map((field) => keyOf(field.form, field)));
  sent.filter((key) => !shown.has(key)).forEach((key) => store((box) => box.removeItem(key)));
}

function forgetOld() {
  store((box) => {
    const oldest = Date.now() - DAYS * 86400000;
    Object.keys(box).filter((key) => key.startsWith(PREFIX)).forEach((key) => {
      if ((JSON.parse(box.getItem(key) || "{}").at || 0) < oldest) box.removeItem(key);
    });
  });
}

function keep(field) {
  const key = keyOf(field.form, field);
  const kept = store((box) => JSON.parse(box.getItem(key) || "null"));
  if (kept && !field.value) field.value = kept.text;
  field.addEventListener("input", () => {
    store((box) => (field.value ? box.setItem(key, JSON.stringify({ text: field.value, at: Date.now() })) : box.removeItem(key)));
  });
  field.form.addEventListener("submit", () => {
    const sent = JSON.parse(sessionStorage.getItem(SENT) || "[]");
    sessionStorage.setItem(SENT, JSON.stringify([...new Set([...sent, key])]));
  });
}

try {
  forgetSent();
  forgetOld();
  fields().forEach(keep);
} catch { /* a browser without storage keeps nothing, and the form works all the same */ }
