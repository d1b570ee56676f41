// The frame: the menu on a phone, the search shortcut, closing panels, and the security token for htmx.
const side = document.getElementById("menu");
document.querySelectorAll("[data-menu]").forEach((button) => {
  button.setAttribute("role", "button"); // without scripts it is a link to the menu
  button.setAttribute("aria-controls", side.id);
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); button.click(); } });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const open = side.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    if (open) side.querySelector("a")?.focus();
  });
});
document.addEventListener("click", (event) => {
  if (side?.classList.contains("open") && !side.contains(event.target) && !event.target.closest("[data-menu]")) {
    side.classList.remove("open");
    document.querySelector("[data-menu]")?.setAttribute("aria-expanded", "false");
  }
  document.querySelectorAll("details.dropdown-panel[open], details.who[open]").forEach((panel) => {
    if (!panel.contains(event.target)) panel.open = false;
  });
  if (!event.target.closest(".search")) document.querySelector(".search-results")?.replaceChildren();
});
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("global-search");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (field && ((event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)))) {
    event.preventDefault();
    field.focus();
    field.select();
  }
  if (event.key === "Escape") {
    if (side?.classList.contains("open")) {
      side.classList.remove("open");
      document.querySelector("[data-menu]")?.setAttribute("aria-expanded", "false");
      document.querySelector("[data-menu]")?.focus();
    }
    document.querySelector(".search-results")?.replaceChildren();
    document.querySelectorAll("details.dropdown-panel[open], details.who[open]").forEach((panel) => {
      panel.open = false;
      panel.querySelector("summary")?.focus();
    });
  }
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest(".search")) {
    const stops = [field, ...document.querySelectorAll(".search-results a")];
    const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (stops[next]) {
      event.preventDefault();
      stops[next].focus();
    }
  }
});
// Where the tabs do not fit, the present one is in sight.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});
// What a form kept in this tab (see draft.js) is for the person who typed it, and for nobody once it is saved.
for (const key of Object.keys(sessionStorage).filter((each) => each.startsWith("draft:"))) {
  const { person, signIn } = document.body.dataset;
  const met = document.referrer.startsWith(window.location.origin + signIn);
  if (!key.startsWith(`draft:${person}:`) || (!met && JSON.parse(sessionStorage.getItem(key)).submitted)) sessionStorage.removeItem(key);
}
// A double click sends a form once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && form.method === "post") event.preventDefault();
  else if (!event.defaultPrevented && form.method === "post") {
    form.dataset.sent = "1";
    window.setTimeout(() => delete form.dataset.sent, 4000);
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
