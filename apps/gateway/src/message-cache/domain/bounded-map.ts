/** A map that forgets what was used the longest ago when there is too much. */
export class BoundedMap<K, V> extends Map<K, V> {
  constructor(
    private readonly most: number,
    private readonly onForgotten?: (value: V) => void,
  ) {
    super();
  }

  override get(key: K): V | undefined {
    const value = super.get(key);
    if (value === undefined) return undefined;
    super.delete(key);
    super.set(key, value);
    return value;
  }

  override set(key: K, value: V): this {
    super.delete(key);
    super.set(key, value);
    if (this.size > this.most) this.forgetOldest();
    return this;
  }

  private forgetOldest(): void {
    const [oldest] = this;
    if (oldest === undefined) return;
    const [key, value] = oldest;
    super.delete(key);
    this.onForgotten?.(value);
  }
}
