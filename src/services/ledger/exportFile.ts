// The file that a ledger is exported to: its shape, and the seal that tells a changed one.
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { badInput } from '../../base/errors';
import { problems } from '../../core/config/runFile';
import { ledgerRowsSchema } from '../../store/ledger/rows';

/** Changes whenever a member does. */
const format = 'cloister-ledger-3';

const hash = z.hex().length(64);

const content = {
  exportedAt: z.iso.datetime(),
  /** HMAC-SHA-256 of a constant under the secret that keys the digests: tells whether two ledgers know the same data by the same digest. */
  secretCheck: hash,
  /** Number of events, and the hash of the last. */
  head: z.strictObject({ count: z.int().nonnegative(), hash: z.union([hash, z.literal('')]) }),
  rows: ledgerRowsSchema,
  /**
   * The whole chain. Each hash is the HMAC-SHA-256 under chain.key of the previous hash (empty for the first), a zero byte, and
   * the JSON of [seq, at, action, table, key, reason, row].
   */
  events: z.array(
    z.strictObject({
      seq: z.int().positive(),
      at: z.int(),
      action: z.string(),
      table: z.string(),
      key: z.union([z.string(), z.number()]),
      reason: z.string().nullable(),
      row: z.record(z.string(), z.json()),
      hash,
    }),
  ),
};

const contentSchema = z.strictObject(content);
/** The seal is the HMAC-SHA-256, under the same secret, of the JSON of `content` in the order of the schema, see {@link sealOf}. */
const fileSchema = z.strictObject({ format: z.literal(format), ...content, seal: hash });

export type ExportContent = z.infer<typeof contentSchema>;
export type ExportFile = z.infer<typeof fileSchema>;

const mac = (secret: Uint8Array, text: string): string => createHmac('sha256', secret).update('ledger export\0').update(text).digest('hex');

export const secretCheck = (secret: Uint8Array): string => mac(secret, 'secret');

function sealOf(secret: Uint8Array, { exportedAt, secretCheck, head, rows, events }: ExportContent): string {
  return mac(secret, `content\0${JSON.stringify({ exportedAt, secretCheck, head, rows, events })}`);
}

/** The text of the file. @throws ZodError when the draft is no content of a ledger, which would be a defect */
export function sealedText(secret: Uint8Array, draft: unknown): string {
  const exported = contentSchema.parse(draft);
  const file: ExportFile = { format, ...exported, seal: sealOf(secret, exported) };
  return `${JSON.stringify(file)}\n`;
}

/** @throws badInput listing every problem; unknown members are problems */
export function parseExport(value: unknown, source: string): ExportFile {
  const result = fileSchema.safeParse(value);
  if (result.success) return result.data;
  throw badInput(`${source} is not an export of a ledger in the format ${format}:\n${problems(result.error)}`);
}

/** @throws badInput when anything in it is not what was exported. To be asked under the exporter's secret only. */
export function requireSeal(secret: Uint8Array, file: ExportFile, source: string): void {
  if (sealOf(secret, file) !== file.seal) throw badInput(`${source} was changed after it was exported: its seal does not fit. Export it again.`);
}
