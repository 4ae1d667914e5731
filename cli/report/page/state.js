/* What the reader looks at. It stands in the address after the #, so that it can be sent to others. */
const state = {tab: 'areas', theme: themes.length ? themes[0].name : '', show: ['proposed', 'designated', 'adopted'], kind: '', municipality: '',
  size: '', deal: '', sort: '', columns: '', selected: '', view: ''};
const listeners = [], filterKeys = ['municipality', 'size', 'deal', 'kind'];

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.has('lang'))
    language = given.get('lang') === 'nl' ? 'nl' : 'en';
  for (const key of Object.keys(state)) {
    if (!given.has(key))
      continue;
    const value = given.get(key);
    if (key === 'show')
      state.show = value.split(',').filter((name) => name);
    else
      state[key] = value;
  }
  checkState();
}

/* An address may be of another run: what this one does not have is dropped. */
function checkState() {
  if (!themes.some((theme) => theme.name === state.theme))
    state.theme = themes.length ? themes[0].name : '';
  if (state.tab !== 'units')
    state.tab = 'areas';
  if (!municipalities.has(state.municipality))
    state.municipality = '';
  if (!deals.has(state.deal))
    state.deal = '';
  if (!sizeClasses.has(state.size))
    state.size = '';
  if (state.columns !== 'all')
    state.columns = '';
  const [kind, id] = splitSelected(state.selected);
  if (!(kind === 'unit' ? unitRow : areaRow).has(id))
    state.selected = '';
}

function splitSelected(selected) {
  const at = selected.indexOf(':');
  return at < 0 ? ['', ''] : [selected.slice(0, at), selected.slice(at + 1)];
}

function writeAddress() {
  const out = new URLSearchParams();
  if (language !== words.language)
    out.set('lang', language);
  for (const [key, value] of Object.entries(state))
    if (String(value) !== String(initial[key]))
      out.set(key, key === 'show' ? value.join(',') : value);
  history.replaceState(null, '', '#' + out.toString());
}

const initial = Object.assign({}, state);
let shown = {units: [], areas: [], unitIn: new Uint8Array(units.n), areaIn: new Uint8Array(areas.n)};

function unitPasses(row) {
  const code = units.at('municipality', row);
  return (!state.municipality || code === state.municipality) && (!state.size || sizeClass(row) === state.size) &&
    (!state.deal || unitInRegion(row, deals.get(state.deal))) &&
    (!state.kind || unitAreas[row].some((area) => areas.at('kind', area) === state.kind));
}

function areaPasses(row) {
  const of = (test) => areaUnits[row].some(test);
  return (!state.kind || areas.at('kind', row) === state.kind) && (!state.deal || deals.get(state.deal).areas.has(row)) &&
    (!state.municipality || of((unit) => units.at('municipality', unit) === state.municipality)) &&
    (!state.size || of((unit) => sizeClass(unit) === state.size));
}

function filter() {
  shown = {units: units.rows().filter(unitPasses), areas: areas.rows().filter(areaPasses), unitIn: new Uint8Array(units.n),
    areaIn: new Uint8Array(areas.n)};
  for (const row of shown.units)
    shown.unitIn[row] = 1;
  for (const row of shown.areas)
    shown.areaIn[row] = 1;
}

let isChanging = false;

/* Change some of the state, and tell all that show it. The address is written once, which is slow in some browsers. */
function change(changes) {
  isChanging = true;
  Object.assign(state, changes);
  if (filterKeys.some((key) => key in changes))
    filter();
  for (const listener of listeners)
    listener(changes);
  isChanging = false;
  writeAddress();
}

function select(kind, id, options) {
  change({selected: kind ? kind + ':' + id : ''});
  if (options && options.zoom)
    zoomToSelected();
}

/* The number of the selected shape: units first, then areas; -1: none. */
function selectedShape() {
  const [kind, id] = splitSelected(state.selected);
  return kind === 'unit' ? unitRow.get(id) : kind === 'area' ? shapes.units + areaRow.get(id) : -1;
}
