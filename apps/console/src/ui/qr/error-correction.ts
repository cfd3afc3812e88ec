/** Multiplication in the field of 256 elements that QR codes use (modulo x⁸ + x⁴ + x³ + x² + 1). */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

/** The generator's coefficients, the highest power first, without the leading 1. */
function generator(degree: number): number[] {
  let result = Array.from({ length: degree }, (_, index) => Number(index === degree - 1));
  let root = 1;
  for (let power = 0; power < degree; power += 1) {
    const factor = root;
    result = result.map((coefficient, index) => multiply(coefficient, factor) ^ (result[index + 1] ?? 0));
    root = multiply(root, 2);
  }
  return result;
}

/** So many Reed-Solomon bytes for the data: what lets a damaged code be read. */
export function correctionOf(data: readonly number[], degree: number): number[] {
  const divisor = generator(degree);
  const remainder = Array.from({ length: degree }, () => 0);
  for (const byte of data) {
    const factor = byte ^ (remainder.shift() ?? 0);
    remainder.push(0);
    divisor.forEach(
      (coefficient, index) => (remainder[index] = (remainder[index] ?? 0) ^ multiply(coefficient, factor)),
    );
  }
  return remainder;
}
