// JSON columns: plain JSON, except that infinite and undefined numbers survive the way there and back.

/** JSON has no infinity and no NaN (JSON.stringify writes null), so these are stored as `{"$number": "Infinity"}`. */
interface StoredNumber {
  readonly $number: 'Infinity' | '-Infinity' | 'NaN';
}

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'number' && !Number.isFinite(member) ? ({ $number: String(member) } as StoredNumber) : member,
  );
}

/** Reads what {@link toJson} wrote; the caller knows its type, because only this program writes to the store. */
export function fromJson<T>(text: string): T {
  // A reviver makes parsing several times slower, and hardly any text needs it.
  if (!text.includes('"$number"')) return JSON.parse(text) as T;
  return JSON.parse(text, (_key, member: unknown) => (isStoredNumber(member) ? Number(member.$number) : member)) as T;
}

const isStoredNumber = (value: unknown): value is StoredNumber => typeof value === 'object' && value !== null && '$number' in value;
