/* Putting the page together, and again in the other language. */
function option(value, text, chosen) {
  const made = element('option', {value}, text);
  made.selected = value === chosen;
  return made;
}

function chooser(id, label, options, chosen, react) {
  return element('div', {class: 'field'}, element('label', {for: id}, label),
    element('select', {id, on: {change: (event) => react(event.target.value)}}, options.map(([value, text]) => option(value, text, chosen))));
}

/* The size classes that there are, by their names. */
function sizeOptions() {
  const least = (k) => (k === 0 ? null : number(sizeLimits[k - 1], 0)), most = (k) => (k < sizeLimits.length ? number(sizeLimits[k], 0) : null);
  const name = (k) => (k === 0 ? t('fewer than {most} residents', {most: most(k)}) : most(k) === null ? t('{least} residents or more', {least: least(k)})
    : t('{least} to {most} residents', {least: least(k), most: most(k)}));
  if (units.has('size_class'))
    return (run.size_classes || []).map((one) => one.class).filter((one) => sizeClasses.has(one)).map((one) => [one, one]);
  return [...sizeClasses].sort().map((one) => [one, name(+one)]);
}

function showFilters() {
  const byName = new Intl.Collator(language).compare, all = t('All');
  const parts = [chooser('filter-kind', t('Kind'), [['', all], ['proposed', t('Proposed')], ['designated', t('Designated')]], state.kind, (kind) => change({kind}))];
  if (municipalities.size > 1)
    parts.push(chooser('filter-municipality', t('Municipality'), [['', all], ...[...municipalities.values()].sort((a, b) => byName(a.name, b.name))
      .map((one) => [one.code, one.name])], state.municipality, (municipality) => change({municipality})),
    chooser('filter-size', t('Size of the municipality'), [['', all], ...sizeOptions()], state.size, (size) => change({size})));
  if (deals.size > 0)
    parts.push(chooser('filter-deal', t('Programme region'), [['', all], ...[...deals.values()].sort((a, b) => byName(a.name || '', b.name || ''))
      .map((one) => [one.key, one.name || one.key])], state.deal, (deal) => change({deal})));
  parts.push(element('button', {type: 'button', id: 'clear', on: {click: () => {
    document.getElementById('search').value = '';
    say('');
    change(Object.fromEntries(['kind', 'municipality', 'size', 'deal', 'selected'].filter((key) => state[key]).map((key) => [key, ''])));
    showFilters();
  }}}, t('Clear')));
  replace('filters', parts);
}

function showLegend() {
  const theme = themeNow();
  if (!theme)
    return;
  const classes = classesOf(theme), counts = new Array(theme.classes.length + 1).fill(0);
  for (const row of shown.units)
    counts[classes[row]]++;
  const line = (one, k) => element('li', {}, swatch(one.colour, one.look), element('span', {}, either(one.label)),
    element('small', {}, number(counts[k], 0)));
  const items = theme.classes.map(line);
  if (counts[theme.classes.length] > 0)
    items.push(line({...theme.missing, look: 'hatched'}, theme.classes.length));
  replace('legend', element('p', {class: 'head'}, either(theme.title)), element('ul', {}, items));
}

function showLayers() {
  const kinds = ['proposed', 'designated'].filter((kind) => areas.rows().some((row) => areas.at('kind', row) === kind));
  const names = {proposed: t('Proposed areas'), designated: t('Designated areas'), adopted: t('Adopted areas')};
  if (shapes.n > shapes.firstAdopted)
    kinds.push('adopted');
  const lines = [...kinds.map((kind) => ({id: kind, name: names[kind], style: lineStyles[kind]})),
    ...programmes.map((one) => ({id: one.id, name: given(one.name), style: lineStyles.programme}))];
  replace('layers', chooser('theme', t('Colour the map by'), themes.map((theme) => [theme.name, either(theme.title)]), state.theme, (theme) => change({theme})),
    element('fieldset', {}, element('legend', {}, t('Outlines')), lines.map((one) => {
      const box = element('input', {type: 'checkbox', id: 'show-' + one.id, on: {change: (event) => {
        event.target.parentNode.classList.toggle('off', !event.target.checked);
        change({show: event.target.checked ? [...state.show, one.id] : state.show.filter((name) => name !== one.id)});
      }}});
      box.checked = state.show.includes(one.id);
      const line = element('span', {class: 'line', 'aria-hidden': 'true'});
      line.style.borderTop = one.style.width + 'px solid ' + one.style.colour;
      return element('label', {for: 'show-' + one.id, class: box.checked ? null : 'off'}, box, line, one.name);
    })));
}

function showLanguages() {
  const names = {en: 'English', nl: 'Nederlands'};
  replace('languages', ['nl', 'en'].map((name) => element('button', {type: 'button', id: 'lang-' + name, lang: name,
    'aria-pressed': String(language === name), on: {click: () => setLanguage(name)}}, names[name])));
}

function frame() {
  const button = (id, text, press) => element('button', {type: 'button', id, on: {click: press}}, text);
  replace('main', element('nav', {id: 'contents', 'aria-label': t('Chapters')}),
    element('section', {id: 'map-part', 'aria-label': t('Map and table')},
      element('div', {id: 'tools'}, searchField(), element('div', {id: 'filters', role: 'group', 'aria-label': t('Filter')})),
      element('div', {id: 'panes'},
        element('div', {id: 'map-pane'},
          element('div', {id: 'map', role: 'region', 'aria-label': t('Map; the table says the same in words')}),
          element('details', {id: 'key', open: true}, element('summary', {}, t('Layers and key')), element('div', {id: 'layers'}),
            element('div', {id: 'legend'}))),
        element('div', {id: 'side'},
          element('section', {id: 'detail', 'aria-label': t('Explanation'), tabindex: '0'}),
          element('section', {id: 'list', 'aria-label': t('Areas and {units}')},
            element('div', {id: 'tabs', role: 'group', 'aria-label': t('What the table shows')},
              button('tab-areas', t('Areas'), () => change({tab: 'areas', sort: ''})), button('tab-units', fill('{Units}'), () => change({tab: 'units', sort: ''})),
              button('all-columns', t('All columns'), () => change({columns: state.columns === 'all' ? '' : 'all'}))),
            element('p', {id: 'count'}),
            element('div', {id: 'table'}),
            element('div', {id: 'take', role: 'group', 'aria-label': t('Take along')},
              button('copy-table', t('Copy table'), copyTable), button('save-csv', t('Save csv'), saveCsv), button('save-geojson', t('Save GeoJSON'), saveGeojson),
              button('copy-link', t('Copy link'), () => putOnClipboard(location.href, t('Link copied.')))),
            element('p', {id: 'said', role: 'status'}))))),
    element('div', {id: 'chapters'}));
}

function showAll() {
  document.documentElement.lang = language;
  document.getElementById('skip').textContent = t('To the chapters');
  document.getElementById('languages').setAttribute('aria-label', t('Language'));
  showLanguages();
  showFilters();
  showLayers();
  showLegend();
  showDetail();
  showTable();
  showChapters();
  replace('foot', element('p', {}, t('Made with {program} {version}. This page loads nothing from elsewhere.', {program: run.program.name,
    version: run.program.version})));
}

function setLanguage(name) {
  language = name;
  map.remove();
  start();
  writeAddress();
  document.getElementById('lang-' + name).focus();
}

/* Map and table end where the screen does, however many lines stand above them. */
function fillScreen() {
  const top = document.getElementById('panes').getBoundingClientRect().top + window.scrollY;
  document.documentElement.style.setProperty('--above', Math.ceil(top) + 'px');
}

function start() {
  frame();
  showAll();
  fillScreen();
  startMap();
  scrollToChosen();
}

listeners.push((changes) => {
  if (['theme', ...filterKeys].some((key) => key in changes))
    showLegend();
  /* Once the explanation has the height of its text. */
  if ('selected' in changes)
    scrollToChosen();
});
readAddress();
filter();
turnToSelected();
start();
if (state.selected && !state.view)
  zoomToSelected();
window.addEventListener('resize', fillScreen);
window.addEventListener('beforeprint', toPaper);
window.addEventListener('afterprint', toScreen);
window.addEventListener('hashchange', () => {
  readAddress();
  filter();
  turnToSelected();
  map.remove();
  start();
});
