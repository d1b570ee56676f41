// Compares a file with a document on this device: nothing is sent. Where the browser cannot hash, the form is sent.
const form = document.querySelector("form[data-compare]");

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const show = (answer) => {
  for (const notice of form.querySelectorAll("[data-is]")) notice.hidden = notice.dataset.is !== answer;
};

form?.addEventListener("submit", async (event) => {
  const [file] = form.elements.file.files;
  if (!file || !window.crypto?.subtle) return;
  event.preventDefault();
  try {
    const digest = hex(await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const { issued, signed } = form.dataset;
    show(digest === issued ? "issued" : signed && digest === signed ? "signed" : "other");
  } catch {
    form.submit(); // too large for this device's memory, say
  }
});
