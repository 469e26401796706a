// Entry of the compare page: wires its state, its view and the messages of the extension.
import { render } from 'lit';
import type { FromCompare, ToCompare } from '../../src/protocol/compare';
import { parseToCompare } from '../../src/protocol/messages';
import type { TablePosition } from '../shared/chart/pagedTable';
import { connectHost } from '../shared/host';
import { onThemeChange } from '../shared/theme';
import { registerWidgets } from '../shared/widgets';
import { parseChoices, type Choices } from './choices';
import { firstState, reduce, type CompareEvent } from './state';
import { page, type PageActions, type PickerName } from './view/page';
import './style.css';

registerWidgets();

const host = connectHost<ToCompare, FromCompare, Choices>({
  parse: parseToCompare,
  parseSaved: parseChoices,
  receive: (message) => dispatch({ type: 'received', message }),
  fail: (problem) => dispatch({ type: 'received', message: { type: 'unavailable', message: problem.message } }),
});

let state = firstState(host.saved());
let openPicker: PickerName | undefined;
const tables = new Map<number, TablePosition>();

function dispatch(event: CompareEvent): void {
  const before = state;
  state = reduce(state, event);
  if (state.choices !== before.choices) host.save(state.choices);
  tellSelection(before.choices, before.runs === undefined);
  draw();
}

/** Before the list has come, the selection of an earlier life may hold runs that are gone. */
function tellSelection({ selection }: Choices, first: boolean): void {
  if (state.runs === undefined) return;
  const ids = state.choices.selection.map(({ runId }) => runId);
  const same = ids.length === selection.length && ids.every((id, i) => id === selection[i].runId);
  if (!same || (first && ids.length > 0)) host.send({ type: 'select', runIds: ids });
}

const actions: PageActions = {
  dispatch,
  open: (runId) => host.send({ type: 'openDashboard', runId }),
  export: (format) =>
    host.send({ type: 'export', runIds: state.choices.selection.map(({ runId }) => runId), format, includeSensitive: state.exportSensitive }),
  parts: {
    get picker() {
      return openPicker;
    },
    openPicker: (name) => {
      openPicker = name;
      draw();
    },
    table: (group) => tables.get(group) ?? { open: false, page: 0 },
    moveTable: (group, position) => {
      tables.set(group, position);
      draw();
    },
  },
};

let drawn: number | undefined;

/** Once a frame, however many messages come. */
function draw(): void {
  drawn ??= requestAnimationFrame(() => {
    drawn = undefined;
    render(page(state, actions), document.getElementById('page')!);
  });
}

onThemeChange(draw);
draw();
host.send({ type: 'ready' });
