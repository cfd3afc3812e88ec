/** The file's bytes as base64, without the `data:` in front. */
export async function base64Of(file) {
  const reader = new FileReader();
  reader.readAsDataURL(file);
  await new Promise((resolve, reject) => {
    reader.addEventListener('load', resolve);
    reader.addEventListener('error', () => reject(reader.error));
  });
  return reader.result.slice(reader.result.indexOf(',') + 1);
}
