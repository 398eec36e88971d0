// What every page needs: the mark that scripts run, "/" for search, menus that close, and forms of cached pages that fetch their token.
document.documentElement.classList.add("has-js");

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const field = document.querySelector("main input[type=search]");
    const link = document.querySelector("[data-search-key]");
    if (field || link) event.preventDefault();
    if (field) field.focus(); else if (link) link.click();
  }
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  }
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
