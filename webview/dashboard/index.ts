// Entry of the dashboard page: wires its state, its view and the messages of the extension.
import { render } from 'lit';
import type { FromDashboard } from '../../src/protocol/dashboard';
import { parseToDashboard } from '../../src/protocol/messages';
import '../shared/page.css';
import { connectHost } from '../shared/host';
import { onThemeChange } from '../shared/theme';
import { registerWidgets } from '../shared/widgets';
import { firstChoices, parseChoices, type Choices } from './choices';
import './dashboard.css';
import { wantedVectors } from './layers';
import { initialState, reduce, type DashboardEvent } from './state';
import { dashboardPage } from './view/page';

/** What the tab keeps. The extension reads the run from it when the editor brings the tab back after a restart. */
interface Saved {
  readonly runId: string | undefined;
  readonly choices: Choices;
}

registerWidgets();
const page = document.querySelector<HTMLElement>('#page');
if (page === null) throw new Error('The document has no element for the page.');

const host = connectHost<ReturnType<typeof parseToDashboard>, FromDashboard, Saved>({
  parse: parseToDashboard,
  parseSaved: (saved) => {
    const choices = parseChoices(saved);
    return choices === undefined ? undefined : { runId: undefined, choices };
  },
  receive: (message) => dispatch({ type: 'received', message }),
  fail: (error) => dispatch({ type: 'failed', message: error.message }),
});

let state = initialState(host.saved()?.choices ?? firstChoices);
let watched = '[]';
let drawing = false;
const layersOnScreen = new Set<number>();

function dispatch(event: DashboardEvent): void {
  const before = state;
  state = reduce(state, event);
  if (state.choices !== before.choices || state.data?.run.id !== before.data?.run.id) save();
  if (state.zoom !== undefined && state.zoom.request !== before.zoom?.request) askForRange();
  if (state.stale && !before.stale) host.send({ type: 'ready' });
  // A snapshot has no vectors, so they are asked for again.
  if (event.type === 'received' && event.message.type === 'snapshot') watched = '[]';
  if (event.type === 'received' && event.message.type === 'tail') refreshZoom(event.message.tail.fromStep);
  watch();
  drawSoon();
}

function save(): void {
  host.save({ runId: state.data?.run.id, choices: state.choices });
}

function askForRange(): void {
  const { zoom, data } = state;
  if (zoom === undefined || data === undefined) return;
  host.send({ type: 'zoom', request: zoom.request, names: [...data.scalars.keys()], ...zoom.range });
}

/** New steps within the range on show: its finer series are read again. */
function refreshZoom(fromStep: number): void {
  if (state.zoom?.scalars !== undefined && fromStep < state.zoom.range.toStep) dispatch({ type: 'zoomRefreshed' });
}

function watch(): void {
  const series = wantedVectors(state, layersOnScreen);
  const text = JSON.stringify(series);
  if (text === watched) return;
  watched = text;
  host.send({ type: 'watchVectors', series });
}

function layerShown(layer: number, visible: boolean): void {
  if (visible) layersOnScreen.add(layer);
  else layersOnScreen.delete(layer);
  queueMicrotask(watch);
}

/** However much happens, the page is drawn once a frame. */
function drawSoon(): void {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    render(dashboardPage(state, { dispatch, command: (command) => host.send({ type: 'command', command }), layerShown }), page!);
  });
}

onThemeChange(drawSoon);
drawSoon();
host.send({ type: 'ready' });
