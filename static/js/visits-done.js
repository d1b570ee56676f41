// A visit that is closed leaves nothing of it in the phone of its visitor.
const place = document.querySelector("[data-visit-closed]");
const { open, drop } = await import(place.dataset.store);
await open();
await drop(`${document.body.dataset.person}:${place.dataset.visitClosed}`);
