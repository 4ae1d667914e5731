/* Finding a place by name or code. */
const places = [
  ...[...municipalities.values()].filter((one) => one.name !== one.code || municipalities.size > 1).map((one) => ({kind: 'municipality', id: one.code, name: one.name, where: ''})),
  ...areas.rows().map((row) => ({kind: 'area', id: areas.at('area_id', row), name: areas.at('name', row) || areas.at('area_id', row),
    where: areas.at('municipality_name', row) || ''})),
  ...units.rows().map((row) => ({kind: 'unit', id: units.at('unit_id', row), name: units.at('name', row) || units.at('unit_id', row),
    where: units.at('municipality_name', row) || ''})),
];

/* Letters without their accents, in lower case. */
function plainLetters(text) {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
}

for (const place of places)
  place.letters = plainLetters(place.name);

/* The best few: codes and names that begin with the text, then names that hold it. */
function findPlaces(text) {
  const wanted = plainLetters(text.trim()), best = [[], [], []];
  if (!wanted)
    return [];
  for (const place of places) {
    const at = place.letters.indexOf(wanted);
    const class_ = place.letters === wanted || place.id.toLowerCase() === wanted ? 0 : at === 0 || place.id.toLowerCase().startsWith(wanted) ? 1 : at > 0 ? 2 : -1;
    if (class_ >= 0 && best[class_].length < 8)
      best[class_].push(place);
  }
  return best.flat().slice(0, 8);
}

function goTo(place) {
  if (place.kind === 'municipality') {
    change({municipality: place.id});
    showFilters();
  } else {
    select(place.kind, place.id, {zoom: true});
  }
}

function placeText(place) {
  const kinds = {municipality: t('municipality'), unit: t('unit'), area: place.kind === 'area' ? meaning(areas.at('kind', areaRow.get(place.id))) : ''};
  return element('span', {}, given(place.name), element('small', {}, ' ', kinds[place.kind], place.where ? ', ' : '', place.where ? given(place.where) : ''));
}

/* A text field with a list, after the combobox pattern of WAI-ARIA. */
function searchField() {
  const list = element('ul', {id: 'found', role: 'listbox', 'aria-label': t('Places'), hidden: true});
  let found = [], at = -1;
  const show = () => {
    list.hidden = found.length === 0;
    field.setAttribute('aria-expanded', String(found.length > 0));
    if (at >= 0)
      field.setAttribute('aria-activedescendant', 'found-' + at);
    else
      field.removeAttribute('aria-activedescendant');
    list.replaceChildren(...found.map((place, k) => element('li', {id: 'found-' + k, role: 'option', 'aria-selected': String(k === at),
      on: {mousedown: (event) => {
        event.preventDefault();
        take(place);
      }}}, placeText(place))));
  };
  const close = () => {
    found = [];
    at = -1;
    show();
  };
  const take = (place) => {
    field.value = place.name;
    close();
    goTo(place);
  };
  const keys = {
    ArrowDown: () => { at = Math.min(at + 1, found.length - 1); },
    ArrowUp: () => { at = Math.max(at - 1, 0); },
    Escape: close,
  };
  const field = element('input', {id: 'search', type: 'search', role: 'combobox', autocomplete: 'off', 'aria-controls': 'found', 'aria-expanded': 'false',
    'aria-autocomplete': 'list', placeholder: t('Name or code'), on: {
      input: () => {
        found = findPlaces(field.value);
        at = -1;
        show();
        say(field.value.trim() && found.length === 0 ? t('No place of that name.') : '');
      },
      keydown: (event) => {
        if (event.key === 'Enter' && found.length > 0) {
          take(found[Math.max(at, 0)]);
        } else if (keys[event.key]) {
          event.preventDefault();
          keys[event.key]();
          show();
        }
      },
      blur: close,
    }});
  return element('div', {class: 'field search'}, element('label', {for: 'search'}, t('Search a place')), field, list);
}
