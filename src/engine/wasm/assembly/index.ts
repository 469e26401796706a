// Everything that the module of the tensor heap exports to the host.
export { attention, attentionBackward } from './attention';
export { crossEntropy } from './crossEntropy';
export { embed, embeddingGradient, embeddingNormElements, embeddingSquaredNorms, firstOutside } from './embedding';
export { combineBackward, dispatch, expertMatMul, expertSquaredNorms, gather, scaleSortedRows } from './experts';
export { gradientNormElements, keepsGradient } from './gradientNorm';
export { gradientSquaredNorms, segmentGradients, rowSquaredNorms, scaleRows, weightedRowSum } from './linear';
export { multiply } from './multiply';
export { meanPool, meanPoolBackward } from './pooling';
export { relu, reluBackward } from './relu';
export { rmsNorm, rmsNormBackward, rmsNormScaleGradients } from './rmsNorm';
export { routeBackward, routerLoss, routerSoftmax, sortByExpert } from './router';
export { fixedWorkspaceBytes, setWorkspace } from './workspace';
