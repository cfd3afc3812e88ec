/** A map that forgets what was used the longest ago when there is too much. */
export class BoundedMap<K, V> extends Map<K, V> {
  constructor(private readonly most: number) {
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
    if (this.size > this.most) {
      const [oldest] = this.keys();
      if (oldest !== undefined) super.delete(oldest);
    }
    return this;
  }
}
