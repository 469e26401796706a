// Audits: a run of the same configuration with canaries among its records, marked as good for nothing else.
import { checkDesign, refutes as refutesPromise, type AuditDesign } from '../core/privacy/audit/design';
import type { AuditResult, Run } from '../protocol/run';
import { loadRunFile, type LoadedRunFile } from './runFile';

export { usualDesign, type AuditDesign } from '../core/privacy/audit/design';

/**
 * What to launch for an audit of a run file: the same run, with the design in its configuration, and `audit only` in its name,
 * which stands wherever the run is listed or exported. It is charged like any run: the records are trained on as well.
 *
 * The public size stays that of the run file. Sampling goes by it, so canaries change neither the rate nor the guarantee of a record.
 * @throws badInput for a bad run file or a bad design
 */
export async function auditOf(runFile: string, design: AuditDesign): Promise<LoadedRunFile> {
  return withAudit(await loadRunFile(runFile), design);
}

/** {@link auditOf} a run file that was read already. @throws badInput for a bad design */
export function withAudit({ config, baseDirectory }: LoadedRunFile, design: AuditDesign): LoadedRunFile {
  checkDesign(design);
  return { config: { ...config, name: `${config.name} (audit only)`, audit: design }, baseDirectory };
}

/** Whether the bound refutes the ε that the accountant promises for the model at the same δ. An infinite ε promises nothing. */
export const refutes = ({ lowerBound }: AuditResult, { plan }: Run): boolean => refutesPromise(lowerBound, plan.guarantee.epsilon.pld);
