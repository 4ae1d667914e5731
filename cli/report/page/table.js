/* The table beside the map: areas or units, sorted and a page at a time. */
const PAGE_ROWS = 50;
let page = 0;

function areaColumns() {
  const out = [
    {key: 'name', head: t('Area'), text: (row) => areas.at('name', row) || areas.at('area_id', row)},
    {key: 'kind', head: t('Kind'), text: (row) => meaning(areas.at('kind', row))},
    {key: 'municipality_name', head: t('Municipality'), text: (row) => areas.at('municipality_name', row) || areas.at('municipality', row)},
    {key: 'population', head: t('Residents'), decimals: 0},
    {key: 'score', head: t('Score'), decimals: 3},
    {key: 'stack', head: t('Stack'), decimals: 0},
    {key: 'rank', head: t('Rank'), decimals: 0, extra: true},
  ];
  return out.concat(extraColumns(areas, ['survival', 'grant_eur', 'share_in_designated', 'share_in_proposed']));
}

function unitColumns() {
  const out = [
    {key: 'name', head: fill('{Unit}'), text: (row) => units.at('name', row) || units.at('unit_id', row)},
    {key: 'municipality_name', head: t('Municipality'), text: (row) => units.at('municipality_name', row) || units.at('municipality', row)},
    {key: 'population', head: t('Residents'), decimals: 0},
    {key: 'score', head: t('Score'), decimals: 3},
    {key: 'stack', head: t('Stack'), decimals: 0},
  ];
  const theme = themeNow();
  if (theme && units.has(theme.column) && !out.some((column) => column.key === theme.column))
    out.push({key: theme.column, head: shortTitle(theme) + (theme.share ? ', %' : ''), ...(theme.share ? {decimals: 1, times: 100}
      : units.columns.get(theme.column).kind === 'number' ? {decimals: theme.decimals} : {text: (row) => valueText(theme, row)})});
  return out.concat([{key: 'area_id', head: t('Proposed area'), text: (row) => units.at('area_id', row)},
    {key: 'designated_id', head: t('Designated area'), text: (row) => units.at('designated_id', row), extra: true}]);
}

/* What stands before the colon of a long title is enough above a column. */
function shortTitle(theme) {
  const title = either(theme.title);
  return title.length > 24 ? title.split(/: | \(/)[0] : title;
}

/* Columns for which there is room only when they are asked for. Shares are given as percentages. */
function extraColumns(table, names) {
  return names.filter((name) => table.has(name)).map((name) => (Object.hasOwn(percentNames, name)
    ? {key: name, head: t(percentNames[name]), decimals: 1, times: 100, extra: true} : {key: name, head: headOf(name), decimals: decimalsOf(table, name), extra: true}));
}

const percentNames = {survival: N_('Comes back in, %'), share_in_designated: N_('Share in designated areas, %'), share_in_proposed: N_('Share in proposed areas, %')};

const columnNames = {
  weight: N_('Weight'), bound: N_('Most that an area in its place weighs'), gap: N_('Share of that which its weight lacks'), rank: N_('Rank'), survival: N_('Comes back in'), variant_overlap: N_('Likeness to the variants'), stability: N_('Share of variants in which it is in an area'),
  significance_p: N_('How often chance does as well'), missing_share: N_('Share of figures that is missing'), designated_share: N_('Share of residents in designated areas'),
  n_fallback: N_('Figures of a level above'), fallback_share: N_('Share of residents with a figure of a level above'), position: N_('Position'),
  position_local: N_('Position within the municipality or class'), size_class: N_('Size class'), versus_national: N_('Against the national rule'),
  adopted: N_('Adopted area'), grant_eur: N_('Grant in euros'), units_population_unknown: N_('{Units} whose residents are not known'),
  share_in_designated: N_('Share of residents in designated areas'), share_in_proposed: N_('Share of residents in proposed areas'),
};

/* What the columns of evidence and programmes end in. */
const columnEnds = [['_cluster', N_('{name}: cluster')], ['_area_share', N_('{name}: share of the ground')], ['_share', N_('{name}: share of residents')],
  ['_names', N_('{name}: regions')], ['', '{name}']];

/* The name of a column for people: its own word, or that of the evidence, programme or scenario that it is of. */
function headOf(name) {
  if (Object.hasOwn(columnNames, name))
    return t(columnNames[name]);
  const fronts = [...run.evidence.map((one) => [one.column, t('{statistic} of {what}', {statistic: meaning(one.statistic), what: nameOf(one.of)})]),
    ...programmes.map((one) => [one.column, one.name])];
  for (const [front, title] of fronts)
    for (const [end, text] of columnEnds)
      if (name === front + end)
        return t(text, {name: title});
  const grant = /^grant_(.+)_eur$/.exec(name);
  return grant ? t('Grant in euros: {name}', {name: grant[1].replace(/_/g, ' ')}) : capital(nameOf(name));
}

function decimalsOf(table, name) {
  return Math.min(table.columns.get(name).decimals, 3);
}

/* The table of the tab with the columns that its run fills; the last ones only where all are asked for. */
function tableNow() {
  const isUnits = state.tab === 'units', table = isUnits ? units : areas;
  const filled = (isUnits ? unitColumns() : areaColumns()).filter((column) => table.has(column.key) || column.key === 'name');
  const columns = filled.filter((column) => !column.extra || state.columns === 'all');
  return {table, columns, hasExtra: filled.some((column) => column.extra), kind: isUnits ? 'unit' : 'area', id: isUnits ? 'unit_id' : 'area_id', rows: isUnits ? shown.units : shown.areas};
}

/* How the rows are sorted: units by score, areas by kind and then by rank until the reader says otherwise. */
function sortNow(columns) {
  const [key, way] = state.sort.split('.');
  const column = columns.find((one) => one.key === key);
  if (column)
    return {column, sign: way === 'up' ? 1 : -1};
  const usual = columns.find((one) => one.key === (state.tab === 'units' ? 'score' : 'kind'));
  return {column: usual || columns[0], sign: -1};
}

/* What is missing comes last whichever way. */
function sortedRows(view) {
  const {column, sign} = sortNow(view.columns), isText = column.decimals === undefined;
  const value = view.rows.map((row) => (isText ? column.text(row) : view.table.at(column.key, row)));
  const compare = isText ? new Intl.Collator(language, {numeric: true}).compare : (a, b) => a - b;
  return view.rows.map((row, k) => k).sort((a, b) => {
    if (value[a] === null || value[b] === null)
      return (value[a] === null) - (value[b] === null) || a - b;
    return sign * compare(value[a], value[b]) || (view.table.at('rank', view.rows[a]) || 0) - (view.table.at('rank', view.rows[b]) || 0) || a - b;
  }).map((k) => view.rows[k]);
}

/* The number that a cell shows; null: missing. */
function cellNumber(view, column, row) {
  const value = view.table.at(column.key, row);
  return value === null ? null : value * (column.times || 1);
}

function cellText(view, column, row) {
  return column.decimals === undefined ? column.text(row) || '–' : number(cellNumber(view, column, row), column.decimals);
}

function headCell(view, column) {
  const sort = sortNow(view.columns), is = sort.column.key === column.key;
  const press = () => {
    const first = column.decimals === undefined || column.key === 'rank' ? 'up' : 'down';
    const other = first === 'up' ? 'down' : 'up';
    page = 0;
    change({sort: column.key + '.' + (is && (sort.sign > 0 ? 'up' : 'down') === first ? other : first)});
    document.querySelector('#table th[data-key="' + CSS.escape(column.key) + '"] button').focus();
  };
  return element('th', {scope: 'col', class: column.decimals === undefined ? null : 'number', 'data-key': column.key,
    'aria-sort': is ? (sort.sign > 0 ? 'ascending' : 'descending') : null},
  element('button', {type: 'button', class: 'sort', on: {click: press}}, column.head,
    element('span', {'aria-hidden': 'true'}, is ? (sort.sign > 0 ? ' ▲' : ' ▼') : '')));
}

function bodyRow(view, row) {
  const id = view.table.at(view.id, row), chosen = state.selected === view.kind + ':' + id;
  const open = () => select(view.kind, id, {zoom: true});
  return element('tr', {class: chosen ? 'chosen' : null, 'data-id': id}, view.columns.map((column, k) => (k === 0
    ? element('th', {scope: 'row'}, element('button', {type: 'button', class: 'link', 'aria-current': chosen ? 'true' : null, on: {click: open}},
      given(cellText(view, column, row))))
    : element('td', {class: column.decimals === undefined ? null : 'number'}, given(cellText(view, column, row))))));
}

function pager(n) {
  const pages = Math.max(1, Math.ceil(n / PAGE_ROWS));
  page = Math.min(page, pages - 1);
  if (pages === 1)
    return null;
  const turn = (by) => ({click: () => {
    page += by;
    showTable();
  }});
  return element('div', {class: 'pager'},
    element('button', {type: 'button', disabled: page === 0, on: turn(-1)}, t('Previous')),
    element('span', {}, t('{from} to {to} of {all}', {from: number(page * PAGE_ROWS + 1, 0),
      to: number(Math.min(n, (page + 1) * PAGE_ROWS), 0), all: number(n, 0)})),
    element('button', {type: 'button', disabled: page === pages - 1, on: turn(1)}, t('Next')));
}

function sumOf(table, rows) {
  return rows.reduce((sum, row) => sum + (table.at('population', row) || 0), 0);
}

/* How many of the residents of designated areas live in proposed ones too, of those in the table. */
function residentsInBoth(rows) {
  const isShown = new Set(rows), kindOf = (area) => (isShown.has(area) ? areas.at('kind', area) : '');
  const inBoth = new Set(rows.filter((row) => areas.at('kind', row) === 'designated').flatMap((row) => areaMembers[row]));
  let sum = 0;
  for (const unit of inBoth)
    if (unitAreas[unit].some((area) => kindOf(area) === 'proposed' && areaMembers[area].includes(unit)))
      sum += (units.at('population', unit) || 0) * (units.has('designated_share') ? units.at('designated_share', unit) || 0 : 1);
  return sum;
}

/* Residents of designated and proposed areas together are counted once. */
function countText(view) {
  const residents = sumOf(view.table, view.rows);
  if (view.kind === 'unit')
    return tn('{n} {unit}', '{n} {units}', view.rows.length) + ', ' + tn('{n} resident', '{n} residents', residents);
  const of = (kind) => view.rows.filter((row) => areas.at('kind', row) === kind), [proposed, designated] = [of('proposed'), of('designated')];
  const all = tn('{n} area', '{n} areas', view.rows.length) + ', ' + tn('{n} resident', '{n} residents', Math.round(residents - residentsInBoth(view.rows)));
  const told = (rows, text) => t(text, {n: number(rows.length, 0), residents: number(sumOf(areas, rows), 0)});
  return proposed.length === 0 || designated.length === 0 ? all
    : all + ': ' + told(proposed, N_('{n} proposed ({residents})')) + ', ' + told(designated, N_('{n} designated ({residents})'));
}

function showTable() {
  const view = tableNow(), rows = sortedRows(view);
  const part = rows.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS);
  document.getElementById('count').textContent = countText(view);
  replace('table', pager(rows.length), element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('Table')},
    element('table', {}, element('caption', {class: 'hidden'}, view.kind === 'unit' ? fill('{Units}') : t('Areas')),
      element('thead', {}, element('tr', {}, view.columns.map((column) => headCell(view, column)))),
      element('tbody', {}, part.map((row) => bodyRow(view, row))))), rows.length === 0 ? element('p', {}, t('Nothing passes the filter.')) : null);
  const more = document.getElementById('all-columns');
  more.hidden = !view.hasExtra;
  more.setAttribute('aria-pressed', String(state.columns === 'all'));
  for (const tab of ['areas', 'units'])
    document.getElementById('tab-' + tab).setAttribute('aria-pressed', String(state.tab === tab));
}

/* Turn to the page that the selected row is on. */
function turnToSelected() {
  const view = tableNow(), [kind, id] = splitSelected(state.selected);
  if (kind !== view.kind)
    return;
  const at = sortedRows(view).findIndex((row) => view.table.at(view.id, row) === id);
  if (at >= 0)
    page = Math.floor(at / PAGE_ROWS);
}

listeners.push((changes) => {
  if (['tab', ...filterKeys].some((key) => key in changes))
    page = 0;
  if ('selected' in changes)
    turnToSelected();
  showTable();
});
