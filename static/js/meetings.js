// A meeting by keyboard: one key per decision, a digit for a ready reason, Enter saves, and the next name opens. What
// cannot be sent (no connection) is kept and sent again; what somebody else decided meanwhile is shown, never overwritten.
const list = document.querySelector("[data-names].decidable");
const said = document.querySelector("[data-said]");
const DECISIONS = { l: "eligible", t: "not_eligible", d: "postponed", h: "absent" };
const OFF = "meeting-keys-off";
const waiting = new Map(); // name -> what could not be sent
let buffer = []; // keys pressed while a decision is on its way
let saving = false;

const names = () => [...list.querySelectorAll("[data-name]")];
const shown = () => names().filter((each) => each.offsetParent !== null);
const current = () => list.querySelector("[data-name]:has(details[open])");
const isOpen = (name) => name.dataset.decided === "0" && name.querySelector("[data-decide]") && !waiting.has(name);

const say = (text, tone = "") => {
  said.textContent = text;
  said.className = `saved ${tone}`;
};

const show = (name, { focus = true, scroll = true } = {}) => {
  if (!name) return;
  for (const each of names()) {
    if (each !== name) each.querySelector("details").open = false;
  }
  name.querySelector("details").open = true;
  if (focus) name.querySelector("summary").focus({ preventScroll: true });
  if (scroll) name.scrollIntoView({ block: "nearest" });
};

const step = (by) => {
  const all = shown();
  show(all[all.indexOf(current()) + by] ?? current() ?? all[0]);
};

const nextOpen = (after) => {
  const all = names();
  const here = all.indexOf(after);
  return [...all.slice(here + 1), ...all.slice(0, here)].find(isOpen);
};

const forget = (name) => {
  name.querySelector("[data-reasons]")?.classList.remove("asking", "of-exit", "of-death");
  name.querySelectorAll(".asking").forEach((each) => each.classList.remove("asking"));
  delete name.dataset.asking;
};

// The reason: ready ones to choose by a digit, or typed.
const ask = (name, decision) => {
  const reasons = name.querySelector("[data-reasons]");
  if (!reasons) return;
  forget(name);
  name.dataset.asking = decision;
  const leaves = decision === "not_eligible" && name.querySelector("[name=exit_reason]");
  reasons.classList.add("asking");
  reasons.classList.toggle("of-exit", Boolean(leaves));
  name.querySelector(`.decision[value=${decision}]`).classList.add("asking");
  const ready = [...document.querySelectorAll(`[data-quick=${decision}] li`)];
  reasons.querySelector("[data-quick-here]").replaceChildren(...ready.map((each, at) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.dataset.code = each.dataset.code;
    const key = document.createElement("kbd");
    key.textContent = at + 1;
    button.append(key, ` ${each.textContent}`);
    button.addEventListener("click", () => take(name, button, each.textContent));
    item.append(button);
    return item;
  }));
  reasons.querySelector("[data-save]").hidden = false;
  reasons.classList.toggle("of-death", Boolean(leaves) && leaves.value === "deceased");
  const reason = reasons.querySelector("[name=reason]");
  reason.dataset.taken = reason.value;
  reason.focus();
  reason.select();
  name.scrollIntoView({ block: "nearest" });
};

const pick = (name, key) => {
  const button = /^[1-9]$/.test(key) ? name.querySelectorAll("[data-quick-here] button")[Number(key) - 1] : null;
  button?.click();
  return Boolean(button);
};

const take = (name, button, words) => {
  const reason = name.querySelector("[name=reason]");
  reason.value = words;
  reason.dataset.taken = words;
  const exit = name.querySelector("[name=exit_reason]");
  if (exit && button.dataset.code) exit.value = button.dataset.code;
  name.dataset.code = button.dataset.code;
  const person = name.querySelector("[name=about_person]");
  const died = name.querySelector("[data-reasons]").classList.toggle("of-death", button.dataset.code === "deceased");
  (died && person ? person : reason).focus();
};

const parts = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

const swap = (name, page) => {
  for (const part of ["outcome", "ruling"]) {
    const fresh = page.querySelector(`[data-part=${part}]`);
    if (fresh) name.querySelector(`[data-part=${part}]`).replaceWith(fresh);
  }
  const bar = page.querySelector("[data-part=progress]");
  if (bar) document.querySelector(".meeting-bar [data-part=progress]").replaceWith(bar);
};

const line = (name) => `${name.querySelector(".number").textContent}. ${name.querySelector(".who-is b").textContent}`;

const send = async (name, body) => {
  const answer = await fetch(name.querySelector("[data-decide]").action, {
    method: "POST", body, redirect: "manual", credentials: "same-origin", headers: { "X-Part": "1", "HX-Request": "true" },
  });
  if (answer.type === "opaqueredirect" || answer.headers.has("HX-Redirect") || answer.status === 403) throw new Error("stopped");
  if (![200, 409, 422].includes(answer.status)) throw new Error("lost");
  const page = await parts(answer);
  swap(name, page);
  name.dataset.decided = answer.status === 200 ? (page.querySelector("[data-undo]") ? "1" : "0") : name.dataset.decided;
  return answer.status;
};

const decide = async (name, decision) => {
  const form = name.querySelector("[data-decide]");
  if (!form || saving) return;
  const body = new FormData(form);
  body.set("decision", decision);
  if (decision !== "not_eligible") body.delete("exit_reason");
  if (decision === "not_eligible" && !body.has("exit_reason")) body.set("exit_reason", name.dataset.code ?? "");
  if (decision === "eligible" && !name.dataset.asking) body.set("reason", "");
  saving = true;
  say(list.dataset.saving);
  let status = 0;
  try {
    status = await send(name, body);
  } catch (error) {
    keep(name, body, error);
  }
  saving = false;
  if (status === 200) {
    delete name.dataset.code;
    delete name.dataset.asking;
    told(name);
    if (decision !== "undo" && openCount() === 0) document.querySelector("[data-close]").focus();
    else show(decision === "undo" ? name : nextOpen(name) ?? name);
  } else if (status) {
    buffer = [];
    say(list.dataset.refused, "bad");
    show(name, { focus: false });
    if (status === 422 && decision !== "undo") ask(name, decision);
    else name.querySelector("summary").focus();
  } else {
    show(nextOpen(name) ?? name);
  }
  replay();
};

const openCount = () => Number(document.querySelector(".meeting-bar [data-part=progress]").dataset.open);

const told = (name) => {
  const word = name.querySelector("[data-part=outcome]").textContent.trim();
  const done = openCount() === 0;
  say(`${line(name)}: ${word}, ${list.dataset.kept}.${done ? ` ${list.dataset.allDone}` : ""}`, "good");
  document.querySelector("[data-close]").classList.toggle("p", done);
};

// No connection: the decision waits here and is sent again; leaving the page asks first.
const keep = (name, body, error) => {
  waiting.set(name, body);
  const text = error.message === "stopped" ? list.dataset.stopped : list.dataset.lost;
  const mark = name.querySelector("[data-part=outcome]");
  mark.textContent = "…";
  mark.classList.add("saved", "bad");
  say(`${line(name)}: ${text}`, "bad");
  window.setTimeout(again, 3000);
};

const again = async () => {
  if (saving) { window.setTimeout(again, 500); return; }
  for (const [name, body] of [...waiting]) {
    saving = true;
    try {
      const status = await send(name, body);
      waiting.delete(name);
      if (status === 200) told(name);
      else { say(`${line(name)}: ${list.dataset.refused}`, "bad"); show(name); }
    } catch (error) {
      say(`${line(name)}: ${error.message === "stopped" ? list.dataset.stopped : list.dataset.lost}`, "bad");
    }
    saving = false;
  }
  if (waiting.size) window.setTimeout(again, 4000);
};

const replay = () => {
  const key = buffer.shift();
  const name = current();
  if (!key) return;
  if (!name?.dataset.asking) press(key);
  else if (key === "enter") decide(name, name.dataset.asking);
  else if (pick(name, key)) replay();
  else buffer = []; // what was meant for a reason is typed again rather than guessed
};

const press = (key) => {
  if (saving) { buffer.push(key); return true; }
  const name = current();
  if (key in DECISIONS && name?.querySelector("[data-decide]")) {
    const decision = DECISIONS[key];
    if (decision === "eligible") decide(name, decision);
    else ask(name, decision);
  } else if (key === "j" || key === "arrowdown") step(1);
  else if (key === "k" || key === "arrowup") step(-1);
  else if (key === "n") show(nextOpen(name ?? list.firstElementChild));
  else if (key === "u" && name?.querySelector("[data-undo]")) decide(name, "undo");
  else if (key === "f") toggleOpen();
  else if (key === "?") toggleHelp();
  else return false;
  if (!saving && buffer.length) replay();
  return true;
};

const only = document.querySelector("[data-only-open]");
const toggleOpen = () => {
  const on = list.classList.toggle("only-open");
  only?.setAttribute("aria-pressed", String(on));
  only?.classList.toggle("p", on);
};

const help = document.querySelector("[data-help]");
const toggleHelp = () => {
  const box = document.getElementById("tombol");
  box.hidden = !box.hidden;
  help.setAttribute("aria-expanded", String(!box.hidden));
};

const keys = document.querySelector("[data-keys]");
const keysOn = () => localStorage.getItem(OFF) === null;
const showKeys = () => {
  keys.setAttribute("aria-pressed", String(keysOn()));
  keys.querySelector("[data-on]").hidden = !keysOn();
  keys.querySelector("[data-off]").hidden = keysOn();
};

// In the reason: a digit takes a ready one while nothing else is typed; Enter saves; Escape leaves it.
const inReason = (event) => {
  const name = event.target.closest("[data-name]");
  const asking = name?.dataset.asking;
  if (!asking) return;
  const reason = name.querySelector("[name=reason]");
  const untouched = reason.value === "" || reason.value === reason.dataset.taken;
  if (event.key === "Enter") {
    event.preventDefault();
    decide(name, asking);
  } else if (event.key === "Escape") {
    event.preventDefault();
    forget(name);
    show(name);
  } else if (untouched && event.target === reason && pick(name, event.key)) event.preventDefault();
};

if (list) {
  list.classList.add("keyed");
  keys.hidden = help.hidden = false;
  showKeys();
  only?.setAttribute("role", "button");
  only?.addEventListener("click", (event) => { event.preventDefault(); toggleOpen(); });
  keys.addEventListener("click", () => {
    if (keysOn()) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
    showKeys();
  });
  help.addEventListener("click", toggleHelp);
  list.addEventListener("toggle", (event) => {
    if (event.target.open) for (const each of names()) if (!each.contains(event.target)) each.querySelector("details").open = false;
  }, true);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const name = button?.closest("[data-name]");
    if (!name || !button.closest("[data-decide]")) return;
    if (button.name === "decision") {
      event.preventDefault();
      if ("asks" in button.dataset) ask(name, button.value);
      else decide(name, button.value);
    } else if ("save" in button.dataset) decide(name, name.dataset.asking);
  });
  list.addEventListener("submit", (event) => {
    if (event.target.matches("[data-decide]")) event.preventDefault();
  });
  list.addEventListener("change", (event) => {
    if (event.target.name === "exit_reason") event.target.closest("[data-reasons]").classList.toggle("of-death", event.target.value === "deceased");
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("[data-reasons]")) { inReason(event); return; }
    const typing = event.target.closest("input, textarea, select, [contenteditable], .search, details.who, nav");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
    if (press(event.key.toLowerCase())) event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => { if (waiting.size || saving) event.preventDefault(); });
  show(current() ?? nextOpen(list.lastElementChild) ?? names()[0], { scroll: Boolean(window.location.hash) });
}
