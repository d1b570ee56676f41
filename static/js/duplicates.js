// Two records side by side: every choice is saved as it is made, and the whole pair is decided by keyboard.
const picked = (row) => row.querySelector("input[type=radio]:checked") || row.querySelector("input[type=radio]");
const rows = () => [...document.querySelectorAll("#pair [data-row]")];
const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
let last = Promise.resolve(); // what is under way, in the order in which it was asked for
let made = 0; // choices made on this page

const say = (text) => {
  const line = document.getElementById("saved");
  if (line) line.textContent = text;
};

// One choice after the other, in the order in which they were made.
const save = (form, name, value) => {
  made += 1;
  const body = new URLSearchParams({ [name]: value });
  last = last.then(async () => {
    try {
      const answer = await fetch(form.dataset.choose, {
        method: "POST", body, redirect: "manual", credentials: "same-origin",
        headers: { "HX-Request": "true", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      });
      const text = answer.type === "opaqueredirect" ? "" : await answer.text();
      const ours = answer.ok || answer.status === 422;
      say(ours && text ? text : form.dataset.failed);
      return answer.ok;
    } catch {
      say(form.dataset.failed);
      return false;
    }
  });
  return last;
};

// What depends on the choice (which side stays, the family, who is who) is drawn anew, and the focus stays. A choice made
// meanwhile is not on the page that comes back: then it is drawn once more, after that choice is saved.
const redraw = () => {
  last = last.then(async () => {
    const seen = made;
    const answer = await fetch(window.location.pathname, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("pair");
    if (!fresh) return;
    if (made !== seen) {
      redraw();
      return;
    }
    const focused = document.activeElement?.id;
    const said = document.getElementById("saved")?.textContent;
    const note = document.getElementById("id_note")?.value;
    document.getElementById("pair").replaceWith(document.adoptNode(fresh));
    window.htmx?.process(fresh);
    say(said);
    if (note) document.getElementById("id_note").value = note;
    if (focused) document.getElementById(focused)?.focus();
  });
  return last;
};

// Nothing is under way any more, whatever was asked for while waiting.
const settled = async () => {
  for (let seen = null; seen !== last; await seen) seen = last;
};

const mark = (input) => {
  const row = input.closest("tr");
  for (const cell of row?.querySelectorAll("td.value") ?? []) cell.classList.toggle("taken", cell.contains(input));
};

document.addEventListener("change", async (event) => {
  const input = event.target;
  const form = input.form;
  if (form?.id !== "decide" || !input.name) return;
  mark(input);
  const saved = await save(form, input.name, input.value);
  if (saved && (input.name === "keep" || "redraw" in input.dataset)) redraw();
});

const step = (by) => {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by));
  picked(all[next]).focus();
  all[next].scrollIntoView({ block: "center" });
};

const take = (side) => {
  const row = rows().find((each) => each.contains(document.activeElement));
  const input = row?.querySelector(`input[value=${side}]`);
  if (!input) return;
  input.focus();
  input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true })); // also where it was only proposed: now it is chosen
};

const ARROWS = { ArrowDown: () => step(1), ArrowUp: () => step(-1), ArrowLeft: () => take("first"), ArrowRight: () => take("second") };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !document.getElementById("decide") || typing(event.target)) return;
  if (ARROWS[event.key] && !event.target.closest("fieldset")) {
    event.preventDefault();
    ARROWS[event.key]();
    return;
  }
  const found = () => document.querySelector(`#pair [data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  const target = found();
  if (!target) return;
  event.preventDefault();
  if (target.type === "radio") {
    target.focus();
    target.checked = true;
    target.dispatchEvent(new Event("change", { bubbles: true }));
  } else settled().then(() => found()?.click());
});
