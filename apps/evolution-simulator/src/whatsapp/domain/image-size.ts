/** Height and width written in the head of a PNG or JPEG; nothing for other files. */
export function imageSize(file: Buffer): { height: number; width: number } | Record<string, never> {
  if (file.length >= 24 && file.readUInt32BE(0) === 0x89504e47) {
    return { height: file.readUInt32BE(20), width: file.readUInt32BE(16) };
  }
  return file.length >= 4 && file.readUInt16BE(0) === 0xffd8 ? jpegSize(file) : {};
}

/** Walks the segments up to the one that starts the frame. */
function jpegSize(file: Buffer): { height: number; width: number } | Record<string, never> {
  let position = 2;
  while (position + 9 <= file.length) {
    const marker = file.readUInt16BE(position);
    if (marker >= 0xffc0 && marker <= 0xffc3) {
      return { height: file.readUInt16BE(position + 5), width: file.readUInt16BE(position + 7) };
    }
    position += 2 + file.readUInt16BE(position + 2);
  }
  return {};
}
