/* What the run has, as it stands in the page. */
function readData(name) {
  return JSON.parse(document.getElementById('data-' + name).textContent);
}

/* A table by columns: numbers as NaN where they are missing, texts as null. */
class Table {
  constructor(data) {
    this.n = data.rows;
    this.columns = new Map();
    for (const column of data.columns)
      this.columns.set(column.name, Table.unpack(column));
  }

  static unpack(column) {
    if (column.kind === 'number') {
      const scale = 10 ** column.decimals;
      return {kind: 'number', decimals: column.decimals,
        values: Float64Array.from(column.values, (value) => (value === null ? NaN : value / scale))};
    }
    return {kind: 'text',
      values: column.words ? column.values.map((k) => (k === null ? null : column.words[k])) : column.values};
  }

  has(name) {
    return this.columns.has(name);
  }

  /* The value of a row; null where it is missing or there is no such column. */
  at(name, row) {
    const column = this.columns.get(name);
    if (!column)
      return null;
    const value = column.values[row];
    return column.kind === 'number' && Number.isNaN(value) ? null : value;
  }

  names() {
    return [...this.columns.keys()];
  }

  rows() {
    return Array.from({length: this.n}, (unused, row) => row);
  }
}

const run = readData('run');
const units = new Table(readData('units'));
const areas = new Table(readData('areas'));
const tables = new Map(Object.entries(readData('tables')).map(([name, data]) => [name, new Table(data)]));
const themes = readData('themes');
const overlaps = tables.get('overlap') || new Table({rows: 0, columns: []});

/* The number of the row with this text. */
function indexBy(table, name) {
  const index = new Map();
  for (let row = 0; row < table.n; row++) {
    const key = table.at(name, row);
    if (key !== null && !index.has(key))
      index.set(key, row);
  }
  return index;
}

const unitRow = indexBy(units, 'unit_id');
const areaRow = indexBy(areas, 'area_id');

const domains = run.study.domains.map((domain) => domain.name);
const indicators = run.study.indicators;

/* Municipalities with their residents and units, by code. */
const municipalities = new Map();
for (let row = 0; row < units.n; row++) {
  const code = units.at('municipality', row);
  if (code === null)
    continue;
  if (!municipalities.has(code))
    municipalities.set(code, {code, name: units.at('municipality_name', row) || code, residents: 0, rows: []});
  const municipality = municipalities.get(code);
  municipality.residents += units.at('population', row) || 0;
  municipality.rows.push(row);
}

const sizeLimits = [50000, 100000, 250000];

/* The size class of a unit's municipality as a text: that of the run, else by number, 0 the smallest; null: not known. */
function sizeClass(row) {
  if (units.has('size_class'))
    return units.at('size_class', row);
  const municipality = municipalities.get(units.at('municipality', row));
  return municipality ? String(sizeLimits.filter((limit) => municipality.residents >= limit).length) : null;
}

const sizeClasses = new Set(units.rows().map(sizeClass).filter((one) => one !== null));

/* Members and bridges of each area, and the areas of each unit, by row. */
const areaUnits = Array.from({length: areas.n}, () => []);
const unitAreas = Array.from({length: units.n}, () => []);
const rowsOf = (ids) => (ids || '').split(';').filter((id) => unitRow.has(id)).map((id) => unitRow.get(id));
const areaMembers = areas.rows().map((row) => rowsOf(areas.at('unit_ids', row)));
for (let row = 0; row < areas.n; row++)
  for (const unit of [...areaMembers[row], ...rowsOf(areas.at('bridge_ids', row))]) {
    areaUnits[row].push(unit);
    unitAreas[unit].push(row);
  }

/* Rows of overlap.csv by the area's row. */
const areaOverlaps = Array.from({length: areas.n}, () => []);
for (let k = 0; k < overlaps.n; k++) {
  const row = areaRow.get(overlaps.at('area_id', k));
  if (row !== undefined)
    areaOverlaps[row].push(k);
}

/* Programmes with the column of the units that names their regions, in the order of the study. */
const regionColumns = units.names().filter((name) => name.startsWith('in_'));
const programmes = run.study.programmes.map((one, k) => ({id: 'programme-' + k, name: one.name, column: regionColumns[k]}))
  .filter((one) => one.column !== undefined);

/* Does a unit lie in a region? Its column has the names of all its regions, "(partly)" or "(possibly)" behind some. */
function unitInRegion(row, deal) {
  const programme = programmes.find((one) => one.name === deal.programme);
  const names = programme ? (units.at(programme.column, row) || '').split('; ').map((name) => name.replace(/ \([a-z]+\)$/, '')) : [];
  return names.includes(deal.name) || unitAreas[row].some((area) => deal.areas.has(area));
}

/* Programme regions that some area lies in: "programme: region", by their name. */
const deals = new Map();
for (let k = 0; k < overlaps.n; k++) {
  if (overlaps.at('relation', k) === 'ring')
    continue;
  const key = overlaps.at('programme', k) + '|' + overlaps.at('region_id', k);
  if (!deals.has(key))
    deals.set(key, {key, programme: overlaps.at('programme', k), name: overlaps.at('region_name', k), areas: new Set()});
  if (areaRow.has(overlaps.at('area_id', k)))
    deals.get(key).areas.add(areaRow.get(overlaps.at('area_id', k)));
}
