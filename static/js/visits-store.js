// What a visitor has entered and the server does not have yet, kept in this phone per person and visit.
// Where the phone keeps nothing (a private window), it lives as long as the page.
const NAME = "betang-kunjungan";
const memory = { visits: new Map(), photos: new Map() };
let base = null;

export const kept = () => base !== null;

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export const open = async () => {
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("visits");
      request.result.createObjectStore("photos", { keyPath: "id" }).createIndex("visit", "visit");
    };
    base = await done(request);
    base.onclose = () => { base = null; };
  } catch {
    base = null;
  }
};

const stores = (mode, name) => base.transaction(name, mode).objectStore(name);
const empty = () => ({ changes: {}, removed: [], started: 0, finish: 0 });

export const read = async (visit) => (base ? await done(stores("readonly", "visits").get(visit)) : memory.visits.get(visit)) || empty();

// Reads, changes and writes in one go, so that two windows on one visit lose nothing of each other.
export const update = async (visit, change) => {
  if (!base) {
    const record = memory.visits.get(visit) || empty();
    change(record);
    memory.visits.set(visit, record);
    return record;
  }
  const store = stores("readwrite", "visits");
  const record = (await done(store.get(visit))) || empty();
  change(record);
  await done(store.put(record, visit));
  return record;
};

export const drop = async (visit) => {
  for (const photo of await photosOf(visit)) await dropPhoto(photo.id);
  if (base) await done(stores("readwrite", "visits").delete(visit));
  memory.visits.delete(visit);
};

export const photosOf = async (visit) =>
  base ? done(stores("readonly", "photos").index("visit").getAll(visit)) : [...memory.photos.values()].filter((each) => each.visit === visit);

export const putPhoto = async (photo) => (base ? done(stores("readwrite", "photos").put(photo)) : memory.photos.set(photo.id, photo));

export const dropPhoto = async (id) => {
  if (base) await done(stores("readwrite", "photos").delete(id));
  memory.photos.delete(id);
};
