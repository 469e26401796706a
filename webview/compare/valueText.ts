// Values of a configuration as people read them.
import { significant } from '../../src/base/numberText';
import type { ConfigValue } from '../../src/core/config/differences';

/** `0.01`, `true`, `ham, spam`; a dash for a member that is not there. */
export function valueText(value: ConfigValue): string {
  if (value === undefined) return '–';
  if (typeof value === 'number') return significant(value, 6);
  if (Array.isArray(value)) return value.map((item) => valueText(item as ConfigValue)).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
