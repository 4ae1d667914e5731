/* Words and numbers in the reader's language. The words come with the page, in English and Dutch. */
const words = readData('words');
let language = words.language;

/* Marks a text for translation where it is not yet translated. */
const N_ = (text) => text;

/* What the study calls its units: {unit}, {units}, {Unit} and {Units} stand for it in every text. */
const unitNames = {district: [N_('district'), N_('districts')], neighbourhood: [N_('neighbourhood'), N_('neighbourhoods')]};

function unitWord(count) {
  return t(unitNames[run.study.units.called][count === 1 ? 0 : 1]);
}

function fill(text, fillings) {
  const units = {unit: () => unitWord(1), units: () => unitWord(2), Unit: () => capital(unitWord(1)), Units: () => capital(unitWord(2))};
  return text.replace(/\{(\w+)\}/g, (whole, name) => (fillings && name in fillings ? String(fillings[name]) : Object.hasOwn(units, name) ? units[name]() : whole));
}

/* A text in the reader's language; {name} stands for fillings.name. */
function t(text, fillings) {
  const found = language === 'nl' ? words.nl[text] : undefined;
  return fill(Array.isArray(found) ? found[1] : found === undefined ? text : found, fillings);
}

/* The same in the form that goes with a count, which is there as {n}. */
function tn(one, many, count, fillings) {
  const found = language === 'nl' ? words.nl[one] : undefined;
  const forms = Array.isArray(found) ? found : [one, many];
  return fill(forms[count === 1 ? 0 : 1], Object.assign({n: number(count, 0)}, fillings));
}

/* One of [English, Dutch]. */
function either(pair) {
  return Array.isArray(pair) ? pair[language === 'nl' ? 1 : 0] : pair;
}

/* The name of an indicator or column as words. */
function nameOf(name) {
  return Object.hasOwn(words.names, name) ? either(words.names[name]) : name.replace(/_/g, ' ');
}

/* A domain goes by its column: an indicator may have its name, and be called something else. */
function domainName(name) {
  return nameOf('domain_' + name);
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

const formats = new Map();

function number(value, decimals) {
  if (value === null || value === undefined || Number.isNaN(value))
    return '–';
  const key = language + decimals;
  if (!formats.has(key))
    formats.set(key, new Intl.NumberFormat(language === 'nl' ? 'nl-NL' : 'en-GB',
      {minimumFractionDigits: decimals, maximumFractionDigits: decimals}));
  return formats.get(key).format(value).replace('-', '−');
}

/* A threshold as it was set: rounded, it would seem to leave out what is just past it. */
function decimalsFor(value, least) {
  let decimals = least;
  while (decimals < 6 && Math.abs(value - +value.toFixed(decimals)) > 1e-9)
    decimals++;
  return decimals;
}

function threshold(value) {
  return number(value, decimalsFor(value, 2));
}

function percent(share, decimals = 1) {
  return share === null || share === undefined ? '–' : number(100 * share, decimals) + ' %';
}

/* A number with as many decimals as it is worth showing. */
function plainNumber(value) {
  if (value === null || value === undefined)
    return '–';
  const size = Math.abs(value);
  return number(value, Number.isInteger(value) || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3);
}

/* What the run's own words mean. A word that is not here is shown as it is. */
const meanings = {
  both: N_('in an area by both rules'), entrant: N_('by this study\'s rule only'), 'drop-out': N_('by the national rule only'), neither: N_('by neither'),
  study: N_('study'), units: '{units}', 'municipality names': N_('names of municipalities'),
  designated: N_('designated'), proposed: N_('proposed'), adopted: N_('adopted'), member: N_('member'), bridge: N_('bridge'),
  sure: N_('sure'), likely: N_('likely'), uncertain: N_('uncertain'), whole: N_('whole'), part: N_('part'),
  'High-High': N_('high among high'), 'Low-Low': N_('low among low'), 'High-Low': N_('high among low'), 'Low-High': N_('low among high'),
  Hot: N_('hot'), Cold: N_('cold'), Positive: N_('like its neighbours'), Negative: N_('unlike its neighbours'),
  'Not significant': N_('not significant'), Island: N_('no neighbours'), Missing: N_('No data'),
  inside: N_('inside'), partly: N_('partly'), possibly: N_('possibly'), ring: N_('beside it'), none: N_('none'), running: N_('running'), ended: N_('ended'),
  'not begun': N_('not begun'), unknown: N_('unknown'), found: N_('found'), 'in part': N_('in part'), missed: N_('missed'), extra: N_('extra'),
  moran: 'Moran (LISA)', geary: 'Geary', gi: 'Gi', gi_star: 'Gi*',
  uninhabited: N_('nobody lives here'), population_missing: N_('it is not known how many people live here'),
  no_score: N_('too few domains have figures for a score'), repaired: N_('its outline was invalid and has been repaired'),
  no_geometry: N_('it has no outline'), island: N_('it has no neighbours'),
  above_ceiling: N_('more residents than an area may have; it is an area by itself'),
  designated_in_part: N_('the list takes in only a part of it'), past_base_in_no_area: N_('past the base, but in no area'),
  designated_perhaps_in_part: N_('the list does not say whether it takes in all of it'), not_a_candidate: N_('the study does not let it take part'),
  parts_only: N_('it holds parts of {units}, and no {unit} by half'),
  no_units: N_('none of the {units} of this study is in it'),
};

function meaning(word) {
  return word !== null && Object.hasOwn(meanings, word) ? t(meanings[word]) : word;
}
