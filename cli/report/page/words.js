/* Words and numbers in the reader's language. The words come with the page, in English and Dutch. */
const words = readData('words');
let language = words.language;

function fill(text, fillings) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (fillings && name in fillings ? String(fillings[name]) : whole));
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

/* The name of a domain, indicator or column as words. */
function nameOf(name) {
  return name in words.names ? either(words.names[name]) : name.replace(/_/g, ' ');
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
