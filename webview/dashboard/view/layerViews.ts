// Choosing a layer: by name, or in an overview of small maps that are drawn as they come on screen.
import { html, type TemplateResult } from 'lit';
import type { LoadStatistics } from '../../../src/core/routing';
import type { VectorView } from '../../../src/protocol/buckets';
import { percent } from '../../shared/format';
import { livePart } from '../../shared/livePart';
import { watchOnScreen } from '../../shared/onScreen';
import { t } from '../../shared/translate';
import { shownLayer, shownLoad } from '../layers';
import { vectorKey } from '../state';
import type { ViewContext } from './context';
import { latestStatistics } from './routingPanel';

export function layerPicker({ dispatch }: ViewContext, layers: readonly number[], layer: number | undefined): TemplateResult {
  const chosen = (event: Event): void => dispatch({ type: 'chose', choices: { layer: Number((event.target as HTMLSelectElement).value) } });
  return html`
    <label class="picker">${t('Layer')}
      <select @change=${chosen}>${layers.map((one) => html`<option value=${one} ?selected=${one === layer}>${one}</option>`)}</select>
    </label>
  `;
}

/** Switch between the load that the run has released and the exact one, which only this machine may see. */
export function loadSwitch({ state, dispatch }: ViewContext): TemplateResult {
  const { exactLoad } = state.choices;
  const chosen = (event: Event): void => dispatch({ type: 'chose', choices: { exactLoad: (event.target as HTMLSelectElement).value === 'exact' } });
  return html`
    <label class="picker">${t('Load')}
      <select @change=${chosen}>
        <option value="released" ?selected=${!exactLoad}>${t('released')}</option>
        <option value="exact" ?selected=${exactLoad}>${t('exact')}</option>
      </select>
    </label>
  `;
}

export function overview(context: ViewContext, layers: readonly number[], map: (view: VectorView) => TemplateResult): TemplateResult {
  const large = shownLayer(context.state, context.data);
  return html`
    <h3>${t('All layers')}</h3>
    <ul class="overview">${layers.map((layer) => html`<li class=${layer === large ? 'chosen' : ''} ${seen({ layer, context })}>${small(context, layer, map)}</li>`)}</ul>
  `;
}

function small({ state, data, dispatch }: ViewContext, layer: number, map: (view: VectorView) => TemplateResult): TemplateResult {
  const view = data.vectors.get(vectorKey({ kind: shownLoad(state, data), layer }));
  const latest = view === undefined ? undefined : latestStatistics(view);
  return html`
    <button type="button" class="link" @click=${() => dispatch({ type: 'chose', choices: { layer } })}>${t('Layer {0}', layer)}</button>
    ${latest === undefined ? '' : html`<span class="muted number">${evenness(latest)}</span>`}
    ${view === undefined ? html`<div class="heat-map small"><div class="field"></div></div>` : map(view)}
  `;
}

const evenness = ({ entropy, dead }: LoadStatistics): string =>
  dead > 0 ? t('entropy {0}, {1} dead', percent(entropy), dead) : t('entropy {0}', percent(entropy));

/** Tells the page which small maps are on screen, so that it asks for their rows only. */
const seen = livePart<{ readonly layer: number; readonly context: ViewContext }>((host) => {
  let now: { readonly layer: number; readonly context: ViewContext } | undefined;
  const end = watchOnScreen(host, (visible) => now?.context.layerShown(now.layer, visible));
  return {
    update: (model) => (now = model),
    dispose: () => {
      end();
      now?.context.layerShown(now.layer, false);
    },
  };
});
