// Texts as the editor gives them when it has no translation.
import type { Translate } from '../../src/ui/translate';

export const english: Translate = (message, ...args) => message.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));
