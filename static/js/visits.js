// The visit in the hand. Every change is kept in this phone at once and sent when there is a connection: answers in
// parts, each photo by itself under its own number, the handing in last. What the server has confirmed leaves the phone.
const form = document.querySelector("form[data-visit]");
const say = form?.dataset;
const KEY = `${document.body.dataset.person}:${say?.visit}`;
const PAUSES = [2000, 4000, 8000, 15000, 30000, 60000];
const SOON = 4000; // answers that follow each other go together
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
const ahead = Number(say?.now) - Date.now(); // the server's clock against this one
let store;
let pictures;
let record;
let photos = [];
let savedAt = Number(say?.savedAt || 0) * 1000;
let timer = 0;
let fails = 0;
let running = false;
let again = false;
let ended = false;
let closed = false;
let busy = 0; // photos being made small, answers on their way into the phone's memory

class Later extends Error {}
class Closed extends Error {}

const one = (selector) => form.querySelector(selector);
const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] || document.querySelector("meta[name=csrf-token]").content;

const complain = (text) => {
  const place = document.querySelector("[data-refusal]");
  place.hidden = !text;
  place.textContent = text;
  if (text) place.focus();
};

const mark = (name, text) => {
  const question = document.getElementById(`q-${name}`);
  const place = question ? question.querySelector("[data-error]") : one(`[data-error-of="${CSS.escape(name)}"]`);
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
  place.closest(".question")?.classList.toggle("wrong", Boolean(text));
};

// what stands on the line at the bottom

const unsent = () => Object.values(record.changes).some((each) => !each.refused) || record.removed.length > 0;
const waiting = () => photos.filter((each) => !each.refusal).length;
const isSettled = () => !busy && !unsent() && !waiting() && !record.finish;

const show = () => {
  const line = one("[data-sync]");
  const parts = [];
  if (ended) parts.push(say.sayEnded);
  if (record.finish) parts.push(say.sayFinish);
  if (unsent() || (record.started && !record.startSent)) parts.push(store.kept() ? say.sayLocal : say.sayMemory);
  if (waiting()) parts.push(say.sayPhotos.replace("{number}", String(waiting())));
  if (parts.length && running && navigator.onLine && !fails) parts.splice(0, parts.length, say.saySending);
  if (busy && !parts.length) parts.push(say.saySending);
  if (!parts.length) parts.push(savedAt ? say.saySaved.replace("{time}", clock.format(savedAt)) : say.sayNothing);
  line.textContent = parts.join(" · ");
  line.classList.toggle("local", !ended && !isSettled());
  line.classList.toggle("bad", ended);
  one("[data-sign-in-again]").hidden = !ended;
  form.dataset.state = isSettled() ? "saved" : "local";
};

// sending

const ask = async (url, body) => {
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST", body, redirect: "manual", credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": token() },
    });
  } catch {
    throw new Later();
  }
  ended = answer.type === "opaqueredirect" || answer.status === 403;
  if (ended || answer.status >= 500 || answer.status === 429) throw new Later();
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 409 || answer.status === 404) throw Object.assign(new Closed(), told, { gone: answer.status === 404 });
  if (told.at) savedAt = told.at - ahead;
  return { ok: answer.ok, ...told };
};

const sendAnswers = async () => {
  const sent = Object.entries(record.changes).filter(([, each]) => !each.refused);
  const starts = record.started && !record.startSent;
  if (!sent.length && !starts) return;
  const body = new FormData();
  for (const [name, { values }] of sent) for (const value of values.length ? values : [""]) body.append(name, value);
  body.set("revision", String(Math.round(Math.max(0, ...sent.map(([, each]) => each.at)))));
  body.set("sent_at", String(Date.now()));
  if (starts) body.set("started_at", String(record.started));
  const told = await ask(window.location.pathname, body);
  record = await store.update(KEY, (each) => {
    if (starts) each.startSent = true;
    for (const [name, { at }] of sent) {
      if (each.changes[name]?.at !== at) continue;
      const wrong = told.refused?.[codeOf(name)];
      if (wrong) each.changes[name].refused = true;
      else delete each.changes[name];
    }
  });
  if (starts) one("[name=started_at]")?.remove();
  for (const [name] of sent) mark(codeOf(name), told.refused?.[codeOf(name)] || "");
};

const sendRemovals = async () => {
  for (const url of record.removed) {
    await ask(url, new FormData());
    record = await store.update(KEY, (each) => { each.removed = each.removed.filter((other) => other !== url); });
  }
};

const sendPhotos = async () => {
  for (const photo of photos.filter((each) => !each.refusal)) {
    const body = new FormData();
    body.set("photo", photo.blob, "photo.jpg");
    body.set("client_id", photo.id);
    body.set("subject", photo.subject);
    const told = await ask(say.photoUrl, body);
    if (told.ok) await store.dropPhoto(photo.id);
    else await store.putPhoto(Object.assign(photo, { refusal: told.refusal || "?" }));
    if (told.ok) photos = photos.filter((each) => each !== photo);
    stateOf(photo, told.ok);
    show();
  }
};

const sendFinish = async () => {
  if (!record.finish) return;
  const body = new FormData();
  body.set("finish", "1");
  body.set("sent_at", String(Date.now()));
  body.set("ended_at", String(record.finish));
  const told = await ask(window.location.pathname, body);
  if (!told.done) return;
  closed = true;
  await store.drop(KEY);
  window.location.assign(told.url);
};

// What the server has, the phone need not keep, whoever takes it into the hand next.
const leaveNothing = async () => {
  if (busy || again || closed || photos.length || record.finish || record.removed.length || Object.keys(record.changes).length) return;
  await store.drop(KEY);
  record = await store.read(KEY);
};

// A visit that is closed takes nothing more. What a refusal of handing in lacks, the visitor can still add.
const stopped = async (refused) => {
  record = await store.update(KEY, (each) => { each.finish = 0; });
  closed = Boolean(refused.closed || refused.gone);
  complain(refused.refusal || say.sayEnded);
};

const sync = async () => {
  window.clearTimeout(timer);
  if (closed) return;
  if (running) { again = true; return; }
  running = true;
  show();
  try {
    await sendAnswers();
    await sendRemovals();
    await sendPhotos();
    await sendFinish();
    await leaveNothing();
    fails = 0;
  } catch (problem) {
    if (problem instanceof Closed) await stopped(problem);
    else if (!(problem instanceof Later)) throw problem;
    else { timer = window.setTimeout(sync, PAUSES[Math.min(fails, PAUSES.length - 1)]); fails += 1; }
  } finally {
    running = false;
    show();
  }
  if (again) { again = false; await sync(); }
};

const soon = (pause = SOON) => {
  window.clearTimeout(timer);
  timer = window.setTimeout(sync, pause);
};

// what is entered

const codeOf = (name) => (["latitude", "longitude", "accuracy"].includes(name) ? "place" : name.replace(/^(how|value)-/, ""));
const sisters = (name) => {
  if (codeOf(name) === "place") return ["latitude", "longitude", "accuracy"];
  return /^(how|value)-/.test(name) ? [`how-${codeOf(name)}`, `value-${codeOf(name)}`] : [name];
};

const begin = async () => {
  if (!one("[name=started_at]") || record.started) return;
  record = await store.update(KEY, (each) => { each.started = each.started || Date.now(); });
  begun();
};

const begun = () => {
  const button = one("[data-begin]");
  if (!button || !record.started) return;
  button.hidden = true;
  one("[data-started]").textContent = button.dataset.begun.replace("{time}", clock.format(record.started));
};

const changed = async (field) => {
  if (!field.name || field.type === "file" || field.type === "hidden") return;
  busy += 1;
  show();
  alignQuick(field);
  const entered = new FormData(form);
  const at = Date.now() + ahead;
  const names = sisters(field.name).filter((name) => form.elements.namedItem(name));
  const values = names.map((name) => entered.getAll(name).map(String));
  record = await store.update(KEY, (each) => names.forEach((name, place) => { each.changes[name] = { values: values[place], at }; }));
  mark(codeOf(field.name), "");
  await begin();
  busy -= 1;
  show();
  soon();
};

// "None of these" stands alone, and whoever gives another answer means "different".
const alignQuick = (field) => {
  const question = field.closest("[data-ask]");
  if (!question || !field.name.startsWith("value-")) return;
  const other = question.querySelector('input[name^="how-"][value="other"]');
  if (other) other.checked = true;
  if (field.type === "checkbox" && field.checked)
    for (const box of question.querySelectorAll("input[type=checkbox]"))
      if (box !== field && (field.value === "none_of_these" || box.value === "none_of_these")) box.checked = false;
};

const restore = () => {
  for (const [name, { values }] of Object.entries(record.changes))
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = (values.length ? values : [""]).includes(field.value);
      else field.value = values[0] || "";
    }
};

// photos

const stateOf = (photo, sent) => {
  const line = document.getElementById(`shot-${photo.id}`);
  const state = line?.querySelector("[data-shot-state]");
  if (!state) return;
  state.textContent = photo.refusal || (sent ? state.dataset.sent : state.dataset.waiting);
  state.classList.toggle("text-danger", Boolean(photo.refusal));
  if (sent) line.dataset.onServer = "1";
};

const remove = async (photo, line) => {
  busy += 1;
  const sent = Boolean(line.dataset.onServer);
  line.remove();
  await store.dropPhoto(photo.id);
  photos = photos.filter((each) => each.id !== photo.id);
  if (sent || running) record = await store.update(KEY, (each) => { each.removed.push(`${say.photoUrl}${photo.id}/hapus/`); });
  busy -= 1;
  show();
  soon(0);
};

const showPhoto = (photo) => {
  const line = one("[data-shot]").content.firstElementChild.cloneNode(true);
  const slot = one(`[data-slot="${CSS.escape(photo.subject)}"]`);
  const button = line.querySelector("[data-remove]");
  line.id = `shot-${photo.id}`;
  button.setAttribute("aria-label", `${button.textContent}: ${slot.querySelector(".snap").textContent}`);
  button.addEventListener("click", () => remove(photo, line));
  slot.querySelector("[data-shots]").append(line);
  pictures.drawInto(line.querySelector("canvas"), photo.blob).catch(() => {});
  stateOf(photo, false);
};

const take = async (field) => {
  const subject = field.closest("[data-slot]").dataset.slot;
  busy += 1;
  show();
  for (const file of [...field.files]) {
    try {
      const photo = { id: crypto.randomUUID?.() || randomNumber(), visit: KEY, subject, blob: await pictures.shrunk(file) };
      await store.putPhoto(photo);
      photos.push(photo);
      showPhoto(photo);
      mark(field.name, "");
    } catch {
      mark(field.name, say.sayUnreadable);
    }
  }
  field.value = "";
  await begin();
  busy -= 1;
  show();
  soon(0);
};

// A page that came over plain http has no randomUUID.
const randomNumber = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

// handing in

const lacking = () => {
  const entered = new FormData(form);
  const met = entered.get("outcome") === "met";
  if (!entered.get("outcome")) return say.lackOutcome;
  if (!met) return entered.get("notes").trim() ? "" : say.lackNotes;
  if (!entered.get("recommendation")) return say.lackRecommendation;
  if (!form.querySelector("[data-shots] li")) return say.lackPhoto;
  const answered = [...entered].some(([name, value]) => (name.startsWith("how-") && value === "same") || (name.startsWith("value-") && value));
  return answered ? "" : say.lackAnswer;
};

const finish = async (event) => {
  event.preventDefault();
  if (!event.submitter?.matches("[data-finish]")) { soon(0); return; } // the enter key saves
  const text = Object.values(record.changes).some((each) => each.refused) ? say.lackMarked : lacking();
  complain(text);
  if (text) return;
  record = await store.update(KEY, (each) => { each.finish = Date.now(); });
  show();
  await sync();
};

const locate = (button) => {
  const state = one("[data-locate-state]");
  state.textContent = button.dataset.waiting;
  navigator.geolocation.getCurrentPosition(
    async ({ coords }) => {
      one("[name=latitude]").value = coords.latitude.toFixed(6);
      one("[name=longitude]").value = coords.longitude.toFixed(6);
      one("[name=accuracy]").value = String(Math.round(coords.accuracy));
      state.textContent = button.dataset.done.replace("{metres}", String(Math.round(coords.accuracy)));
      await changed(one("[name=latitude]"));
    },
    () => { state.textContent = button.dataset.failed; },
    { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
  );
};

const listen = () => {
  form.addEventListener("change", (event) => (event.target.type === "file" ? take(event.target) : changed(event.target)));
  form.addEventListener("input", ({ target }) => {
    if (!target.matches("textarea, input:not([type=radio]):not([type=checkbox]):not([type=file])")) return;
    if (codeOf(target.name) === "place") one("[name=accuracy]").value = ""; // typed, not measured
    changed(target);
  });
  form.addEventListener("submit", finish);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=remove]");
    if (!button) return;
    event.preventDefault();
    store.update(KEY, (each) => { each.removed.push(button.dataset.removeUrl); }).then((each) => {
      record = each;
      button.closest("li").remove();
      show();
      soon(0);
    });
  });
  one("[data-begin]")?.addEventListener("click", () => begin().then(() => { show(); soon(); }));
  const button = one("[data-locate]");
  if ("geolocation" in navigator) {
    button.hidden = false;
    button.addEventListener("click", () => locate(button));
  }
  window.addEventListener("online", () => { fails = 0; soon(0); });
  window.addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => soon(0));
};

const start = async () => {
  [store, pictures] = await Promise.all([import(say.store), import(say.pictures)]);
  await store.open();
  record = await store.read(KEY);
  photos = await store.photosOf(KEY);
  form.classList.add("scripted");
  restore();
  if (one("[data-begin]")) one("[data-begin]").hidden = false;
  begun();
  photos.forEach(showPhoto);
  listen();
  show();
  form.dataset.ready = "1";
  await sync();
};

if (form) start();
