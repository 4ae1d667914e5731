/* Taking along what is shown: copy, csv, GeoJSON. */

/* Texts that a spreadsheet would take for a formula get an apostrophe in front; numbers stay numbers. */
function harmless(text) {
  return /^[\s]*[=+\-@\t\r]/.test(text) ? "'" + text : text;
}

function csvCell(value, separator) {
  if (value === null || value === undefined)
    return '';
  if (typeof value === 'number')
    return separator === ';' ? String(value).replace('.', ',') : String(value);
  const text = harmless(value);
  return /["\r\n,;\t]/.test(text) || /^\s|\s$/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

function tableText(separator) {
  const view = tableNow(), names = view.table.names();
  const lines = [names.map((name) => csvCell(name, separator)).join(separator)];
  for (const row of sortedRows(view))
    lines.push(names.map((name) => csvCell(view.table.at(name, row), separator)).join(separator));
  return lines.join('\r\n') + '\r\n';
}

function save(name, type, parts) {
  const link = element('a', {download: name});
  link.href = URL.createObjectURL(new Blob(parts, {type}));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  say(t('Saved {file}.', {file: name}));
}

/* A spreadsheet set to Dutch expects semicolons and decimal commas. */
function saveCsv() {
  save(state.tab + '.csv', 'text/csv', ['\uFEFF', tableText(language === 'nl' ? ';' : ',')]);
}

function saveGeojson() {
  const view = tableNow(), names = view.table.names();
  const features = sortedRows(view).map((row) => ({type: 'Feature',
    properties: Object.fromEntries(names.map((name) => [name, view.table.at(name, row)])),
    geometry: shapes.geometry(view.kind === 'unit' ? row : shapes.units + row)}));
  save(state.tab + '.geojson', 'application/geo+json', [JSON.stringify({type: 'FeatureCollection', features})]);
}

async function copyTable() {
  const view = tableNow(), tidy = (text) => harmless(String(text)).replace(/[\t\r\n]+/g, ' ');
  const lines = [view.columns.map((column) => tidy(column.head)).join('\t')];
  for (const row of sortedRows(view))
    lines.push(view.columns.map((column) => {
      if (column.decimals === undefined)
        return tidy(column.text(row) || '');
      const value = cellNumber(view, column, row);
      return value === null ? '' : csvCell(+value.toFixed(view.table.columns.get(column.key).decimals), language === 'nl' ? ';' : ',');
    }).join('\t'));
  await putOnClipboard(lines.join('\n'), t('Table copied.'));
}

async function putOnClipboard(text, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    const field = element('textarea', {class: 'hidden', 'aria-hidden': 'true'});
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  say(done);
}

/* Told to those who see it and to those who hear it. */
function say(text) {
  document.getElementById('said').textContent = text;
}
