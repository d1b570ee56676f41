// A photo made small enough for a weak link: at most 1,600 points long. Its EXIF goes with it, for the server reads
// place and time from it and keeps none of it; only the orientation is set right, as the points are turned already.
const LONG_SIDE = 1600;
const QUALITY = 0.8;
const HEAD = 256 * 1024;

const upright = (segment) => {
  const view = new DataView(segment.buffer, segment.byteOffset + 10);
  const little = view.getUint16(0) === 0x4949;
  const first = view.getUint32(4, little);
  for (let entry = first + 2, left = view.getUint16(first, little); left > 0; entry += 12, left -= 1)
    if (view.getUint16(entry, little) === 0x0112) view.setUint16(entry + 8, 1, little);
  return segment;
};

// The APP1 segment that holds EXIF, from its marker on; null when there is none that can be read.
export const exifOf = (bytes) => {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.getUint16(0) !== 0xffd8) return null;
    for (let at = 2; view.getUint8(at) === 0xff && view.getUint8(at + 1) !== 0xda; at += 2 + view.getUint16(at + 2)) {
      const exif = view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966 && view.getUint16(at + 8) === 0;
      const end = at + 2 + view.getUint16(at + 2);
      if (exif) return end <= bytes.length ? upright(bytes.slice(at, end)) : null;
    }
  } catch {
    // a damaged head: the picture goes without it
  }
  return null;
};

export const shrunk = async (file) => {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const drawn = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  const exif = exifOf(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  return exif ? new Blob([drawn.slice(0, 2), exif, drawn.slice(2)], { type: "image/jpeg" }) : drawn;
};

export const drawInto = async (canvas, blob) => {
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
  const scale = Math.max(canvas.width / bitmap.width, canvas.height / bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  canvas.getContext("2d").drawImage(bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  bitmap.close();
};
