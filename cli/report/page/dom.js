/* Small helpers to make elements. Texts from data only ever come in as text. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false)
      continue;
    if (key === 'on')
      for (const [event, handler] of Object.entries(value))
        made.addEventListener(event, handler);
    else if (key === 'class')
      made.className = value;
    else if (key === 'style')
      for (const [property, setting] of Object.entries(value))
        made.style.setProperty(property, setting);
    else
      made.setAttribute(key, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity))
    if (child !== null && child !== undefined && child !== false)
      made.append(child);
  return made;
}

/* A text from data, kept apart from what is around it whichever way it is written. */
function given(text) {
  return element('bdi', {}, text);
}

function replace(id, ...children) {
  document.getElementById(id).replaceChildren(...children.flat(Infinity).filter((child) => child));
}

function swatch(colour, look) {
  const made = element('span', {class: 'swatch ' + (look || 'filled'), 'aria-hidden': 'true'});
  if (look === 'outlined')
    made.style.borderColor = colour;
  else if (look !== 'hatched')
    made.style.backgroundColor = colour;
  return made;
}

/* A bar for a share of 0 to 1, with a mark at the threshold. */
function bar(share, threshold) {
  const past = share >= threshold;
  return element('span', {class: 'bar', 'aria-hidden': 'true'},
    element('span', {class: past ? 'past' : '', style: {width: 100 * Math.max(0, Math.min(1, share)) + '%'}}),
    element('i', {style: {left: 100 * threshold + '%'}}));
}

/* A table of cells: texts, numbers of cells as {number: '...'}, or elements. */
function simpleTable(caption, heads, rows) {
  const cell = (value) => (value && value.number !== undefined ? element('td', {class: 'number'}, value.number)
    : element('td', {}, typeof value === 'string' ? given(value) : value));
  return element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    element('table', {}, element('caption', {}, caption),
      element('thead', {}, element('tr', {}, heads.map((head) => element('th', {scope: 'col', class: head.number ? 'number' : null},
        head.number || head)))),
      element('tbody', {}, rows.map((row) => element('tr', {}, row.map(cell))))));
}
