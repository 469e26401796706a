// Values that carry how far they may travel, so that an export can leave the sensitive ones out, by type and at run time.
import { markSensitive, revealSensitive, type DataDependent, type Sensitivity } from '../core/sensitivity';

/** A value together with its label; a sensitive one can only be read by `revealed` or `revealSensitive`. */
export type Labelled<T> =
  | { readonly sensitivity: Exclude<Sensitivity, 'sensitive'>; readonly value: T }
  | { readonly sensitivity: 'sensitive'; readonly value: DataDependent<T> };

export function labelled<T>(sensitivity: Sensitivity, value: T): Labelled<T> {
  return sensitivity === 'sensitive' ? { sensitivity, value: markSensitive(value) } : { sensitivity, value };
}

/** The bare value, whatever its label: for views on this machine only. */
export const revealed = <T>(item: Labelled<T>): T => (item.sensitivity === 'sensitive' ? revealSensitive(item.value) : item.value);

/** `T` with every sensitive member left out, at any depth: the type of whatever may leave the machine. */
export type Exportable<T> =
  T extends { readonly sensitivity: 'sensitive' } ? undefined
  : T extends ArrayBufferView ? T
  : T extends readonly (infer Item)[] ? readonly Exclude<Exportable<Item>, undefined>[]
  : T extends object ? { readonly [K in keyof T]: Exportable<T[K]> }
  : T;

/** A copy of a plain value without what is labelled sensitive, at any depth. */
export function exportable<T>(value: T): Exportable<T> {
  return strip(value) as Exportable<T>;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isSensitive(item)).map(strip);
  if (!isPlainObject(value)) return value;
  const kept = Object.entries(value).filter(([, member]) => !isSensitive(member));
  return Object.fromEntries(kept.map(([key, member]) => [key, strip(member)]));
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const isSensitive = (value: unknown): boolean => isPlainObject(value) && 'sensitivity' in value && value.sensitivity === 'sensitive';
