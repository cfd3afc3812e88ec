/** `5511987654321` as people write it; other countries keep their digits together. */
export function formatPhone(phone: string): string {
  const match = /^55(\d{2})(\d{4,5})(\d{4})$/.exec(phone);
  return match === null ? `+${phone}` : `+55 ${match[1]} ${match[2]}-${match[3]}`;
}
