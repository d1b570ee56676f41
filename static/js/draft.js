// Drafts: what is typed is sent to the form's own address a moment after typing stops, and kept until it is saved.
// What cannot be sent (no connection, session ended) waits in this tab, for the same person only, and comes back.
const form = document.querySelector("form[data-draft]");
const { person, signIn, sessionEnded } = document.body.dataset;
const KEY = `draft:${person}:${window.location.pathname}`;
const NEVER_KEPT = new Set(["csrfmiddlewaretoken", "version", "draft"]);

const typed = () => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
};

const stash = (submitted) => {
  const kept = [...typed()].filter(([name]) => !NEVER_KEPT.has(name));
  sessionStorage.setItem(KEY, JSON.stringify({ submitted, kept }));
};

// What was submitted and saved must not come back; what was submitted and met the sign-in page instead must.
const unstash = () => {
  const found = JSON.parse(sessionStorage.getItem(KEY) || "null");
  sessionStorage.removeItem(KEY);
  const fromSignIn = document.referrer.startsWith(window.location.origin + signIn);
  return found && (fromSignIn || !found.submitted) ? found.kept : [];
};

const restore = (kept) => {
  for (const name of new Set(kept.map(([each]) => each))) {
    const wanted = kept.filter(([each]) => each === name).map(([, value]) => value);
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = wanted.includes(field.value);
      else if (field.type !== "hidden" && field.type !== "file") field.value = wanted[0];
    }
  }
  if (kept.length) form.dispatchEvent(new Event("change", { bubbles: true }));
};

if (form) {
  const state = document.getElementById("draft-state");
  let timer = 0;
  let dirty = false;
  let sending = false;
  const later = (pause) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, pause);
  };
  const failed = (text) => {
    dirty = true;
    state.textContent = text;
    stash(false);
    return 8000;
  };
  const send = async ({ leaving = false } = {}) => {
    if (!dirty || (sending && !leaving)) return;
    sending = true;
    dirty = false;
    let pause = 1200;
    const data = typed();
    data.set("draft", "save");
    try {
      const answer = await fetch(form.action || window.location.pathname, {
        method: "POST", body: data, headers: { "HX-Request": "true" }, redirect: "manual", credentials: "same-origin", keepalive: leaving,
      });
      if (answer.type === "opaqueredirect" || answer.headers.has("HX-Redirect")) pause = failed(sessionEnded);
      else if (!answer.ok) pause = failed(form.dataset.draftFailed);
      else {
        state.innerHTML = await answer.text();
        if (!dirty) sessionStorage.removeItem(KEY);
      }
    } catch {
      pause = failed(form.dataset.draftFailed);
    }
    sending = false;
    if (dirty) later(pause);
  };
  const changed = () => { dirty = true; later(1200); };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => { dirty = false; window.clearTimeout(timer); stash(true); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send({ leaving: true }); });
  window.addEventListener("beforeunload", (event) => {
    if (!dirty) return;
    stash(false); // before anything else: the answer may come too late
    send({ leaving: true });
    event.preventDefault();
  });
  restore(unstash());
}
