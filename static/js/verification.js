// Lists: choose all rows of a page and count the chosen. Form: show only what the chosen kind and exit reason ask for.
const boxes = () => [...document.querySelectorAll('input[name="chosen"]')];
const tell = document.querySelector("[data-chosen]");

function count() {
  if (!tell) return;
  const number = boxes().filter((box) => box.checked).length;
  tell.textContent = number ? tell.dataset.some.replace("{number}", number) : tell.dataset.none;
}

document.querySelectorAll("[data-choose-all]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const wanted = boxes().some((box) => !box.checked);
    boxes().forEach((box) => { box.checked = wanted; });
    count();
  });
});
document.addEventListener("change", (event) => { if (event.target.name === "chosen") count(); });
document.addEventListener("htmx:afterSwap", count);
count();

const reason = document.getElementById("id_exit_reason");
if (reason) {
  const kind = document.getElementById("id_kind"), person = document.getElementById("id_exited_member");
  const part = reason.closest("fieldset"), grounds = document.querySelector("[data-grounds]");
  const show = () => {
    const leaving = !kind || ["exit", "objection"].includes(kind.value);
    const about = !kind && !reason.value ? false : leaving; // a draft of another kind has no exit reason
    part.hidden = !about;
    grounds.hidden = !about;
    let named = true;
    grounds.querySelectorAll("[data-ground]").forEach((row) => {
      row.hidden = Boolean(reason.value) && row.dataset.ground !== reason.value;
      if (row.dataset.ground === reason.value) named = "person" in row.dataset;
    });
    const column = person.closest("[class*=col]");
    if (column) column.hidden = !named;
  };
  [kind, reason].forEach((field) => field?.addEventListener("change", show));
  show();
}
