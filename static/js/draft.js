// Drafts: what is typed is sent to the form's own address a moment after typing stops, and kept until it is saved.
const form = document.querySelector("form[data-draft]");
if (form) {
  const state = document.getElementById("draft-state");
  let timer = 0;
  let dirty = false;
  let sending = false;
  const send = async () => {
    if (!dirty || sending) return;
    sending = true;
    dirty = false;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("draft", "save");
    try {
      const answer = await fetch(form.action || window.location.pathname, {
        method: "POST", body: data, headers: { "HX-Request": "true" }, redirect: "error", credentials: "same-origin",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      state.innerHTML = await answer.text();
    } catch {
      dirty = true;
      state.textContent = form.dataset.draftFailed;
      window.clearTimeout(timer);
      timer = window.setTimeout(send, 8000);
    }
    sending = false;
  };
  const later = () => {
    dirty = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(send, 1200);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { dirty = false; window.clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  window.addEventListener("beforeunload", (event) => { if (dirty) { send(); event.preventDefault(); } });
}
