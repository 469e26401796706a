// Checks of gradients on the user's own records: what they measure has no noise on it, so it is labelled by whose records they are.
import type { DataConfig } from '../core/config/runFile';
import { artefactWithoutNoise, type ArtefactName } from '../protocol/artefactLabels';
import { labelled, type Labelled } from '../protocol/labelled';
import type { DataDeclaration } from '../protocol/run';
import type { Store } from '../store/store';
import { loadRunFile } from './runFile';
import { measureExactness, replayTwoWorlds, type Exactness, type TwoWorlds } from './trainerJobs';

export type { Exactness, TwoWorlds };

/** @throws CloisterError with the trainer's message when it cannot compare */
export const checkExactness = async (store: Store, runFile: string, trainer: string): Promise<Labelled<Exactness>> =>
  labelledAs('exactness', runFile, await measureExactness(store, runFile, trainer));

/** @throws CloisterError with the trainer's message when it cannot compare */
export const checkTwoWorlds = async (store: Store, runFile: string, trainer: string): Promise<Labelled<TwoWorlds>> =>
  labelledAs('twoWorlds', runFile, await replayTwoWorlds(store, runFile, trainer));

async function labelledAs<T>(artefact: ArtefactName, runFile: string, measured: T): Promise<Labelled<T>> {
  const { config } = await loadRunFile(runFile);
  return labelled(artefactWithoutNoise(artefact, declaredAs(config.data)), measured);
}

const declaredAs = (data: DataConfig): DataDeclaration => ('builtIn' in data ? 'publicDemonstration' : data.declared);
