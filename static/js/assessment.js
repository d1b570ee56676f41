// The questionnaire: questions that do not arise step aside, what is answered is counted, amounts get their dots,
// and the phone can give its place. Everything works without this file; then every question is shown.
const form = document.querySelector("form[data-survey]");

const fieldsOf = (question) => [...question.querySelectorAll("input, select, textarea")];

const isAnswered = (question) =>
  fieldsOf(question).some((field) =>
    field.type === "radio" || field.type === "checkbox" ? field.checked && field.value !== "" : field.value.trim() !== "");

const valueOf = (name) => {
  const question = document.getElementById(`q-${name}`);
  if (!question || question.hidden) return "";
  const chosen = fieldsOf(question).find((field) => (field.type === "radio" ? field.checked : true));
  return chosen ? chosen.value : "";
};

const showWhatIsAsked = () => {
  for (const question of form.querySelectorAll("[data-parent]")) {
    const wanted = question.dataset.askedFor.split(" ");
    question.hidden = !wanted.includes(valueOf(question.dataset.parent) || "-") && !question.classList.contains("wrong");
  }
};

const write = (selector, text) => document.querySelectorAll(selector).forEach((place) => { place.textContent = text; });

const count = () => {
  let answered = 0;
  let asked = 0;
  for (const section of form.querySelectorAll("[data-section]")) {
    const questions = [...section.querySelectorAll("[data-question]:not([data-uncounted])")].filter((each) => !each.hidden);
    const done = questions.filter(isAnswered).length;
    answered += done;
    asked += questions.length;
    const code = section.dataset.section;
    write(`[data-count="${code}"]`, `${done}/${questions.length}`);
    document.querySelector(`.jump a[href="#${code}"]`)?.classList.toggle("whole", questions.length > 0 && done === questions.length);
  }
  write("[data-answered]", String(answered));
  write("[data-asked]", String(asked));
  const meter = form.querySelector("[data-meter]");
  meter.max = Math.max(asked, 1);
  meter.value = answered;
};

const tell = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

const keepNoneAlone = (field) => {
  if (field.type !== "checkbox" || !field.checked) return;
  const none = field.value === "none_of_these";
  for (const other of field.closest("[data-question]").querySelectorAll("input[type=checkbox]"))
    if (other !== field && (none || other.value === "none_of_these")) other.checked = false;
};

const groupThousands = (field) => {
  if (!/^\s*(\d+|\d{1,3}([.\s]\d{3})+)\s*$/.test(field.value)) return; // "1.5" may mean anything: the server asks
  field.value = field.value.replace(/[.\s]/g, "").replace(/\B(?=(\d{3})+$)/g, ".");
};

const offerPlace = (button) => {
  if (!("geolocation" in navigator)) return;
  const state = form.querySelector("[data-locate-state]");
  button.hidden = false;
  button.addEventListener("click", () => {
    state.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        for (const [name, value] of [["latitude", coords.latitude], ["longitude", coords.longitude]]) {
          const field = form.elements.namedItem(name);
          field.value = value.toFixed(6);
          tell(field);
        }
        state.textContent = button.dataset.done.replace("{metres}", String(Math.round(coords.accuracy)));
      },
      () => { state.textContent = button.dataset.failed; },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  });
};

if (form) {
  const renew = () => { showWhatIsAsked(); count(); };
  form.addEventListener("change", (event) => { keepNoneAlone(event.target); renew(); });
  form.addEventListener("input", count);
  form.addEventListener("focusout", (event) => { if (event.target.closest(".input-group")) groupThousands(event.target); });
  for (const button of form.querySelectorAll("[data-fill-zero]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const field of fieldsOf(button.closest("[data-question]"))) if (field.value.trim() === "") field.value = "0";
      tell(button.closest("[data-question]").querySelector("input"));
    });
  }
  form.querySelectorAll("[data-locate]").forEach(offerPlace);
  renew();
  document.querySelector("[data-error-summary]")?.focus();
}
