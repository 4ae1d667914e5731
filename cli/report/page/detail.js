/* What is known of the selected unit or area, in words and figures. */
const stackAt = run.study.score.stack_at;

function factList(pairs) {
  return element('dl', {class: 'facts'}, pairs.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([term, value]) =>
    [element('dt', {}, term), element('dd', {}, typeof value === 'string' ? given(value) : value)]));
}

function scoreBars(table, row) {
  const present = domains.filter((name) => table.has('domain_' + name));
  return element('table', {class: 'bars'}, element('caption', {}, t('Scores from 0 (best) to 1 (worst)')),
    element('tbody', {}, [['score', t('Score')], ...present.map((name) => ['domain_' + name, capital(domainName(name))])].map(([column, head]) => {
      const value = table.at(column, row), mark = column === 'score' ? run.study.areas.base : stackAt;
      return element('tr', {}, element('th', {scope: 'row'}, head),
        element('td', {}, value === null ? null : bar(value, mark)),
        element('td', {class: 'number'}, value === null ? t('missing') : number(value, 3)));
    })));
}

/* What decided over a unit, for the language that the run's sentences are not in, or where the page goes without. */
const reasons = {
  member: N_('It is in a proposed area: its score of {score} is past the base of {base}.'),
  member_below_base: N_('It is in a proposed area, which it holds together; its own score of {score} is short of the base of {base}.'),
  bridge: N_('It links the parts of a proposed area, and is not counted in it.'),
  uninhabited: N_('Not proposed: nobody lives here.'),
  no_score: N_('Not proposed: too few domains have figures for a score.'),
  population_unknown: N_('Not proposed: it is not known how many people live here.'),
  excluded: N_('Not proposed: the study does not let it take part.'),
  below_base: N_('Not proposed: its score of {score} is short of the base of {base}.'),
  below_stack: N_('Not proposed: it is past the threshold on too few domains.'),
  below_floor: N_('Not proposed: it is past the base, but too few people live in it and the {units} around it that are near the base.'),
  above_ceiling: N_('Not proposed: with it, the area beside it would have more residents than an area may have.'),
  other: N_('Not proposed: it is past the base, but fits in none of the areas that together weigh most.'),
};

const sentencesIn = run.reasons ? run.reasons.language : '';

function languageOfRun() {
  return sentencesIn === 'nl' ? t('Dutch') : t('English');
}

/* The run's own sentences, where they are in the reader's language; else one put together from the figures, and
   they below it. */
function sentences(own, made) {
  const texts = own.filter((text) => text), show = (text) => element('p', {class: 'why'}, given(text));
  if (texts.length === 0 || sentencesIn === language || !made)
    return [...texts.map(show), texts.length === 0 && made ? element('p', {class: 'why'}, made) : null];
  return [element('p', {class: 'why'}, made), element('details', {}, element('summary', {}, t('The full sentence, in {language}, the language of the run', {language: languageOfRun()})),
    element('div', {lang: sentencesIn}, texts.map(show)))];
}

function unitSentences(row) {
  const reason = units.at('reason', row);
  return sentences([units.at('why', row)], reason === null || !Object.hasOwn(reasons, reason) ? '' : t(reasons[reason],
    {score: number(units.at(units.has('position') ? 'position' : 'score', row), 3), base: threshold(run.study.areas.base)}));
}

function areaSentences(row) {
  const worst = areas.at('worst_domain', row), fillings = {units: tn('{n} {unit}', '{n} {units}', areas.at('units', row) || 0),
    residents: tn('{n} resident', '{n} residents', areas.at('population', row) || 0), domain: worst === null ? '' : domainName(worst)};
  const made = {proposed: t('Proposed: {units} with {residents}, worst on {domain}.', fillings),
    designated: t('Designated: {units} with {residents}, worst on {domain}.', fillings)};
  return sentences([areas.at('why', row), areas.at('most_like', row)], worst === null ? '' : made[areas.at('kind', row)]);
}

function flagTexts(text) {
  return (text || '').split(';').filter((flag) => flag).map((flag) => (flag.startsWith('missing:')
    ? t('{figure} is missing', {figure: nameOf(flag.slice(8))}) : meaning(flag)));
}

function flagList(table, row) {
  const flags = flagTexts(table.at('flags', row));
  return flags.length === 0 ? null : element('div', {}, element('h3', {}, t('What to know')),
    element('ul', {}, flags.map((flag) => element('li', {}, given(flag)))));
}

function opener(kind, row) {
  const table = kind === 'unit' ? units : areas, id = table.at(kind === 'unit' ? 'unit_id' : 'area_id', row);
  return element('button', {type: 'button', class: 'link', on: {click: () => select(kind, id, {zoom: true})}},
    given(table.at('name', row) || id));
}

function areaLinks(row) {
  const found = unitAreas[row];
  return found.length === 0 ? element('p', {}, t('In no area.')) : element('ul', {class: 'plain'}, found.map((area) =>
    element('li', {}, capital(meaning(areas.at('kind', area))) + ': ', opener('area', area))));
}

function figures(row) {
  const present = indicators.filter((one) => units.has('value_' + one.name));
  if (present.length === 0)
    return null;
  return element('table', {}, element('caption', {}, t('Figures')),
    element('thead', {}, element('tr', {}, element('th', {scope: 'col'}, t('Figure')), element('th', {scope: 'col'}, t('Domain')),
      element('th', {scope: 'col', class: 'number'}, t('Value')))),
    element('tbody', {}, present.map((one) => {
      const value = units.at('value_' + one.name, row), level = units.at('fallback_' + one.name, row);
      return element('tr', {}, element('th', {scope: 'row'}, capital(nameOf(one.name)),
        element('small', {}, ' ' + (one.worse === 'high' ? t('higher is worse') : t('lower is worse')))),
      element('td', {}, domainName(one.domain)),
      element('td', {class: 'number'}, value === null ? t('missing') : plainNumber(value),
        level ? element('small', {}, element('br'), t('of the level above: {level}', {level: nameOf(level)})) : null));
    })));
}

const usualUnit = new Set(['unit_id', 'name', 'municipality', 'municipality_name', 'population', 'area_km2', 'score', 'rank', 'stack', 'area_id',
  'role', 'designated_id', 'designated_certainty', 'flags', 'why', 'reason', 'worst_domain']);
const usualArea = new Set(['area_id', 'kind', 'name', 'municipality', 'municipality_name', 'units', 'unit_ids', 'bridges', 'bridge_ids', 'population',
  'area_km2', 'score', 'stack', 'rank', 'programmes', 'certainty', 'source', 'members_certainty', 'flags', 'why', 'most_like', 'worst_domain', 'share_in_designated',
  'share_in_proposed', 'fallback_share', 'units_population_unknown', 'bound', 'gap']);

/* Names of regions, with "(partly)" or "(possibly)" behind some in the reader's language. */
function regionNames(text) {
  return text.replace(/ \((partly|possibly)\)(?=;|$)/g, (whole, word) => ' (' + meaning(word) + ')');
}

/* Whatever other columns a run has, by their names. */
function others(table, row, usual) {
  const rest = table.names().filter((name) => !usual.has(name) && !/^(domain|value|fallback)_/.test(name) && table.at(name, row) !== null);
  return rest.length === 0 ? null : element('details', {}, element('summary', {}, t('More figures')), factList(rest.map((name) => {
    const value = table.at(name, row);
    return [headOf(name), typeof value === 'string' ? regionNames(meaning(value)) : /share|survival|overlap|stability/.test(name) ? percent(value) : plainNumber(value)];
  })));
}

function unitDetail(row) {
  return [
    element('h2', {}, given(units.at('name', row) || units.at('unit_id', row))),
    element('p', {class: 'sub'}, fill('{Unit}'), ' ', given(units.at('unit_id', row))),
    ...unitSentences(row),
    factList([[t('Municipality'), units.at('municipality_name', row) || units.at('municipality', row)],
      [t('Residents'), number(units.at('population', row), 0)],
      [t('Surface'), units.has('area_km2') ? number(units.at('area_km2', row), 2) + ' km²' : null],
      [t('Place by score'), units.at('rank', row) === null ? null : t('{rank} of {all}; 1 is the worst',
        {rank: number(units.at('rank', row), 0), all: number(run.counts.scored, 0)})],
      [t('Domains past {threshold}', {threshold: threshold(stackAt)}), units.at('stack', row) === null ? null : number(units.at('stack', row), 0)],
      [t('Part in the area'), units.at('role', row) && units.at('role', row) !== 'none' ? meaning(units.at('role', row)) : null],
      [t('How sure that it is designated'), meaning(units.at('designated_certainty', row))]]),
    areaLinks(row), scoreBars(units, row), figures(row), flagList(units, row), others(units, row, usualUnit),
  ];
}

/* How many members are how sure: "sure 4; likely 3" as a text for people. */
function certaintyText(text) {
  return text === null ? null : text.split('; ').map((part) => {
    const [, word, n] = /^(.*) (\d+)$/.exec(part) || [null, part, null];
    return n === null ? meaning(word) : number(+n, 0) + ' ' + meaning(word);
  }).join('; ');
}

function overlapTable(row) {
  const found = areaOverlaps[row];
  if (found.length === 0)
    return null;
  return simpleTable(t('Programme regions here'), [t('Region'), t('Programme'), {number: t('Share of residents')}, t('How sure')], found.map((k) => [
    overlaps.at('region_name', k) || overlaps.at('region_id', k), overlaps.at('programme', k),
    {number: percent(parseFloat(overlaps.at('share_of_population', k))) + (overlaps.at('inclusion', k) === 'part' ? ' ' + t('at most') : '')},
    meaning(overlaps.at('certainty', k)) || '–']));
}

function areaWord(row) {
  const words = {designated: t('Designated area'), proposed: t('Proposed area'), adopted: t('Adopted area')};
  return words[areas.at('kind', row)] || t('Area');
}

/* No area that could stand in its place, the others left as they are, weighs more than the bound. */
function gapText(row) {
  const gap = areas.at('gap', row), weight = number(areas.at('weight', row), 0);
  return gap === null ? null : gap === 0 ? t('{weight}; no area in its place weighs more', {weight})
    : t('{weight} of at most {bound}: {gap} less', {weight, bound: number(areas.at('bound', row), 0), gap: percent(gap)});
}

function areaDetail(row) {
  const share = (column) => (areas.at(column, row) === null ? null : percent(areas.at(column, row)));
  return [
    element('h2', {}, given(areas.at('name', row) || areas.at('area_id', row))),
    element('p', {class: 'sub'}, areaWord(row), ' ', given(areas.at('area_id', row))),
    ...areaSentences(row),
    factList([[t('Municipality'), areas.at('municipality_name', row) || areas.at('municipality', row)],
      [t('Residents'), number(areas.at('population', row), 0)],
      [fill('{Units}'), number(areas.at('units', row), 0)],
      [t('Bridges'), areas.at('bridges', row) ? number(areas.at('bridges', row), 0) : null],
      [t('Surface'), number(areas.at('area_km2', row), 2) + ' km²'],
      [t('Place by weight'), areas.at('rank', row) === null ? null : number(areas.at('rank', row), 0)],
      [t('Weight, and the most in its place'), gapText(row)],
      [t('Domains past {threshold}', {threshold: threshold(stackAt)}), areas.at('stack', row) === null ? null : number(areas.at('stack', row), 0)],
      [t('Share of residents in designated areas'), share('share_in_designated')],
      [t('Share of residents in proposed areas'), share('share_in_proposed')],
      [t('Share of residents with a figure of a level above'), share('fallback_share')],
      [t('How sure'), meaning(areas.at('certainty', row))], [t('How sure are its {units}'), certaintyText(areas.at('members_certainty', row))],
      [t('Source'), areas.at('source', row)]]),
    scoreBars(areas, row),
    element('details', {open: areaUnits[row].length <= 12}, element('summary', {}, tn('{n} {unit}', '{n} {units}', areaUnits[row].length)),
      element('ul', {class: 'plain'}, areaUnits[row].map((unit) => element('li', {}, opener('unit', unit),
        ' ', number(units.at('score', unit), 3))))),
    overlapTable(row), flagList(areas, row), others(areas, row, usualArea),
  ];
}

function showDetail() {
  const [kind, id] = splitSelected(state.selected);
  const box = document.getElementById('detail');
  if (!kind) {
    box.replaceChildren(element('p', {class: 'hint'}, t('Click on the map, or choose a row or a place, to read why it is in or out.')));
    return;
  }
  const row = (kind === 'unit' ? unitRow : areaRow).get(id);
  box.replaceChildren(element('button', {type: 'button', class: 'close', 'aria-label': t('Close'), on: {click: () => select('', '')}}, '×'),
    ...(kind === 'unit' ? unitDetail(row) : areaDetail(row)).filter((part) => part));
  box.scrollTop = 0;
}

listeners.push((changes) => {
  if ('selected' in changes)
    showDetail();
});
