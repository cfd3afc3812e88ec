export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function formatBytes(bytes: number, locale: string): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value.toLocaleString(locale, { maximumFractionDigits: unit < 2 ? 0 : 1 })} ${units[unit]}`;
}

/** @param thousandths of the currency's unit, as WhatsApp gives prices */
export function formatMoney(thousandths: number, currency: string, locale: string): string {
  try {
    return (thousandths / 1_000).toLocaleString(locale, { style: 'currency', currency });
  } catch {
    return `${currency} ${(thousandths / 1_000).toFixed(2)}`;
  }
}

/** Heights from 0 to 1, one for each of `count` bars. Without a waveform a quiet line. */
export function waveBars(waveform: readonly number[] | undefined, count: number): number[] {
  if (waveform === undefined || waveform.length === 0) return Array.from({ length: count }, () => 0.15);
  return Array.from({ length: count }, (_, index) => {
    const value = waveform[Math.floor((index * waveform.length) / count)] ?? 0;
    return Math.min(1, Math.max(0.08, value / 100));
  });
}
