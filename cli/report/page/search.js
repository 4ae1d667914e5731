/* Finding a place by name or code. Municipalities have other names, too: pairs of [name, other name]. */
const otherNames = (name) => words.otherNames.filter(([known]) => known === name).map(([, other]) => other);
const places = [
  ...[...municipalities.values()].filter((one) => one.name !== one.code || municipalities.size > 1).map((one) => ({kind: 'municipality', id: one.code, name: one.name,
    where: otherNames(one.name).join(', '), others: otherNames(one.name)})),
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
  place.letters = [place.name, ...place.others || []].map(plainLetters);

/* How well a place fits: 0 it is called so, 1 it begins so, 2 it holds the text, 3 not at all. */
function fitOf(place, wanted) {
  const code = place.id.toLowerCase(), one = (letters) => {
    const at = letters.indexOf(wanted);
    return letters === wanted ? 0 : at === 0 ? 1 : at > 0 ? 2 : 3;
  };
  return Math.min(code === wanted ? 0 : code.startsWith(wanted) ? 1 : 3, ...place.letters.map(one));
}

/* The best few: codes and names that begin with the text, then names that hold it. */
function findPlaces(text) {
  const wanted = plainLetters(text.trim()), best = [[], [], [], []];
  if (!wanted)
    return [];
  for (const place of places) {
    const fits = fitOf(place, wanted);
    if (best[fits].length < 8)
      best[fits].push(place);
  }
  return best.slice(0, 3).flat().slice(0, 8);
}

/* How many letters must be changed, added, left out or swapped with the next to make one text of the other; more than
   `most` once that is certain. */
function editDistance(a, b, most) {
  if (Math.abs(a.length - b.length) > most)
    return most + 1;
  let before = [], last = Array.from({length: b.length + 1}, (unused, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const now = [i];
    for (let j = 1; j <= b.length; j++) {
      now[j] = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        now[j] = Math.min(now[j], before[j - 2] + 1);
    }
    if (Math.min(...now) > most)
      return most + 1;
    [before, last] = [last, now];
  }
  return last[b.length];
}

/* Places whose name, or a long word of it, is the text but for a slip or two, the likest first. */
function nearPlaces(text) {
  const wanted = plainLetters(text.trim()), most = wanted.length < 4 ? 0 : wanted.length < 8 ? 1 : 2, near = [];
  if (most === 0)
    return [];
  for (const place of places) {
    const tries = new Set(place.letters.flatMap((letters) => [letters, ...letters.split(/[\s,/()-]+/).filter((word) => word.length > 3)]));
    const distance = Math.min(...[...tries].map((letters) => editDistance(letters, wanted, most)));
    if (distance <= most)
      near.push({place, distance});
  }
  return near.sort((a, b) => a.distance - b.distance).slice(0, 5).map((one) => one.place);
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
  const kinds = {municipality: t('municipality'), unit: unitWord(1), area: place.kind === 'area' ? meaning(areas.at('kind', areaRow.get(place.id))) : ''};
  return element('span', {}, given(place.name), element('small', {}, ' ', kinds[place.kind], place.where ? ', ' : '', place.where ? given(place.where) : ''));
}

/* A text field with a list, after the combobox pattern of WAI-ARIA. */
function searchField() {
  const list = element('ul', {id: 'found', role: 'listbox', 'aria-label': t('Places'), hidden: true}), told = element('p', {id: 'search-said', role: 'status'});
  const tell = (text) => { told.textContent = text; };
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
    tell('');
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
        const near = found.length === 0 ? nearPlaces(field.value) : [];
        tell(!field.value.trim() || found.length > 0 ? '' : near.length === 0 ? t('No place of that name.')
          : t('No place of that name. Did you mean {name}?', {name: near[0].name}));
        found = found.concat(near);
        at = -1;
        show();
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
      blur: () => {
        tell('');
        close();
      },
    }});
  return element('div', {class: 'field search'}, element('label', {for: 'search'}, t('Search a place')), field, element('div', {class: 'drop'}, told, list));
}
