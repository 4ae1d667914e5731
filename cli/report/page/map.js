/* The map: units in the colours of a theme, borders, outlines of areas, names of municipalities. All units of a
   class are drawn as one path, and a border between two units once. */
const lineStyles = {
  designated: {colour: '#1f78b4', width: 3},
  proposed: {colour: '#252525', width: 2},
  adopted: {colour: '#33a02c', width: 3},
  programme: {colour: '#7b3294', width: 1.8},
};

/* Steps of the zoom. */
const SNAP = 0.25;

/* Pixels of a printed map per pixel of the screen. */
const PAPER_RATIO = 3;

/* Paths of many parts take more than their share of time to fill. */
const BATCH = 64;

/* From so many small units in view on, the ground is a mosaic. */
const MANY = 3000;

let map, ground, borders, lines, mark, tip;

function themeNow() {
  return themes.find((theme) => theme.name === state.theme);
}

/* The class of each unit: its number in the theme, classes.length where the value is missing. */
const classCache = new Map();
function classesOf(theme) {
  if (!classCache.has(theme.name))
    classCache.set(theme.name, Uint8Array.from(theme.rows, (letter) => (letter === '-' ? theme.classes.length : letter.charCodeAt(0) - 97)));
  return classCache.get(theme.name);
}

/* A canvas over the map; `paint` draws on it what lies in the view. */
const Picture = L.Renderer.extend({
  initialize(paint) {
    this._paint = paint;
    L.Renderer.prototype.initialize.call(this, {padding: 0.1});
  },
  _initContainer() {
    this._container = element('canvas', {'aria-hidden': 'true'});
    this._context = this._container.getContext('2d');
  },
  _destroyContainer() {
    this._container.remove();
  },
  _updatePaths() {},
  _update() {
    if (this._map._animatingZoom && this._bounds)
      return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize(), ratio = isOnPaper() ? PAPER_RATIO : Math.min(window.devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    const width = Math.round(ratio * size.x), height = Math.round(ratio * size.y);
    if (this._container.width !== width || this._container.height !== height)
      Object.assign(this._container, {width, height});
    this._container.style.width = size.x + 'px';
    this._container.style.height = size.y + 'px';
    this._ratio = ratio;
    this.draw();
  },
  draw() {
    if (!this._bounds)
      return;
    const size = this._bounds.getSize(), origin = this._map.getPixelOrigin(), context = this._context;
    context.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
    context.clearRect(0, 0, size.x, size.y);
    this._paint(context, {zoom: this._zoom, scale: 256 * 2 ** this._zoom, left: this._bounds.min.x + origin.x,
      top: this._bounds.min.y + origin.y, width: size.x, height: size.y, ratio: this._ratio});
  },
});

function within(box, at, view) {
  return box[at + 2] * view.scale > view.left && box[at] * view.scale < view.left + view.width &&
    box[at + 3] * view.scale > view.top && box[at + 1] * view.scale < view.top + view.height;
}

function traceArc(context, level, view, a, back, begin) {
  const first = level.start[a], last = level.start[a + 1] - 1;
  for (let i = begin ? 0 : 1; i <= last - first; i++) {
    const at = 2 * (back ? last - i : first + i);
    const x = level.point[at] * view.scale - view.left, y = level.point[at + 1] * view.scale - view.top;
    if (i === 0)
      context.moveTo(x, y);
    else
      context.lineTo(x, y);
  }
}

function traceShape(context, level, view, s) {
  for (let r = shapes.firstRing(s); r < shapes.endRing(s); r++) {
    for (let k = shapes.rings.ringRefs[r]; k < shapes.rings.ringRefs[r + 1]; k++) {
      const ref = shapes.rings.ref[k];
      traceArc(context, level, view, ref < 0 ? ~ref : ref, ref < 0, k === shapes.rings.ringRefs[r]);
    }
    context.closePath();
  }
}

let hatch = null, tileColours = null;
function drawHatch() {
  const tile = element('canvas', {width: 7, height: 7}), pen = tile.getContext('2d');
  pen.fillStyle = '#f4f4f4';
  pen.fillRect(0, 0, 7, 7);
  pen.strokeStyle = '#8a8a8a';
  pen.beginPath();
  for (const shift of [-7, 0, 7]) {
    pen.moveTo(shift, 7);
    pen.lineTo(shift + 7, 0);
  }
  pen.stroke();
  return tile;
}

function hatched(context) {
  hatch ||= context.createPattern(drawHatch(), 'repeat');
  return hatch;
}

/* The hatching's colours, pixel by pixel. */
function hatchTile() {
  tileColours ||= new Uint32Array(drawHatch().getContext('2d').getImageData(0, 0, 7, 7).data.buffer);
  return tileColours;
}

/* Call `trace` for each item between beginPath and `finish`, some at a time. */
function inBatches(context, list, trace, finish) {
  for (let first = 0; first < list.length; first += BATCH) {
    context.beginPath();
    for (let k = first; k < Math.min(list.length, first + BATCH); k++)
      trace(list[k]);
    finish();
  }
}

/* The look of each unit: its class, or that of what the filter leaves out. */
function looksOf(theme) {
  const out = Uint8Array.from(classesOf(theme)), last = theme.classes.length + 1;
  for (let u = 0; u < out.length; u++)
    if (!shown.unitIn[u])
      out[u] = last;
  return {of: out, looks: [...theme.classes, theme.missing, {colour: '#eeeeee', look: 'filled'}]};
}

let mosaic = null;
function drawMosaic(context, level, view, theme, inView) {
  const canvas = context.canvas, key = [view.scale, view.left, view.top, canvas.width, canvas.height].join();
  if (!mosaic || mosaic.key !== key)
    mosaic = {key, ...makeMosaic(inView, level, view, canvas.width, canvas.height, view.ratio)};
  const {of, looks} = looksOf(theme), channel = (colour, at) => parseInt(colour.slice(at, at + 2), 16);
  const colours = looks.map((one) => (one.look === 'hatched' ? null : pixelColour(channel(one.colour, 1), channel(one.colour, 3), channel(one.colour, 5), 255)));
  context.putImageData(paintMosaic(mosaic, of, colours), 0, 0);
}

function unitsInView(view) {
  const out = [];
  for (let u = 0; u < shapes.units; u++)
    if (within(shapes.box, 4 * u, view))
      out.push(u);
  return out;
}

/* Fills first; then the borders between two fills in the colour of one side, since their soft edges let the ground
   shine through. Units that are filled together have no such borders. */
function drawUnits(context, level, view, theme, inView) {
  const {of, looks} = looksOf(theme), fills = looks.map(() => []), edges = looks.map(() => []);
  const together = new Int32Array(shapes.units).fill(-1);
  for (const u of inView) {
    const at = fills[of[u]].push(u) - 1;
    together[u] = of[u] + looks.length * Math.floor(at / BATCH);
  }
  for (let a = 0; a < shapes.nArcs; a++) {
    const one = shapes.sides[2 * a], other = shapes.sides[2 * a + 1];
    if (other >= 0 && together[one] >= 0 && together[one] !== together[other])
      edges[of[one]].push(a);
  }
  looks.forEach((one, k) => {
    context.fillStyle = one.look === 'hatched' ? hatched(context) : one.colour;
    inBatches(context, fills[k], (u) => traceShape(context, level, view, u), () => context.fill());
  });
  /* Where white borders come on top there is nothing to cover. */
  if (unitSide * view.scale > 9)
    return;
  context.lineWidth = 0.7;
  looks.forEach((one, k) => {
    context.strokeStyle = one.look === 'hatched' ? '#d5d5d5' : one.colour;
    inBatches(context, edges[k], (a) => traceArc(context, level, view, a, false, true), () => context.stroke());
  });
}

function drawBorders(context, view) {
  const level = shapes.level(view.zoom);
  const side = unitSide * view.scale;
  const stroke = (wanted, colour, width) => {
    const list = [];
    for (let a = 0; a < shapes.nArcs; a++)
      if (wanted(shapes.sides[2 * a], shapes.sides[2 * a + 1]) && within(shapes.arcBox, 4 * a, view))
        list.push(a);
    context.strokeStyle = colour;
    context.lineWidth = width;
    inBatches(context, list, (a) => traceArc(context, level, view, a, false, true), () => context.stroke());
  };
  if (side > 9)
    stroke((one) => one >= 0, 'rgba(255, 255, 255, 0.7)', side > 30 ? 1 : 0.5);
  if (municipalities.size > 1)
    stroke((one, other) => one >= 0 && (other < 0 || municipalityOf[one] !== municipalityOf[other]), 'rgba(70, 70, 70, 0.55)', side > 9 ? 0.9 : 0.4);
}

/* Middle side of a unit, and the municipality of each by number. */
const unitSide = (function () {
  const sides = [];
  for (let u = 0; u < shapes.units; u++)
    if (shapes.box[4 * u] <= shapes.box[4 * u + 2])
      sides.push(Math.sqrt((shapes.box[4 * u + 2] - shapes.box[4 * u]) * (shapes.box[4 * u + 3] - shapes.box[4 * u + 1])));
  return sides.sort((a, b) => a - b)[sides.length >> 1] || 0;
})();
const municipalityOf = (function () {
  const out = new Int32Array(units.n).fill(-1);
  [...municipalities.values()].forEach((municipality, k) => municipality.rows.forEach((row) => { out[row] = k; }));
  return out;
})();

function strokeShape(context, level, view, s, width, colour) {
  context.beginPath();
  traceShape(context, level, view, s);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
}

/* The numbers of the shapes of a kind of area that pass the filter; adopted ones are not in the table and always do. */
function shapesOfKind(kind) {
  if (kind === 'adopted')
    return Array.from({length: shapes.n - shapes.firstAdopted}, (unused, k) => shapes.firstAdopted + k);
  return shown.areas.filter((row) => areas.at('kind', row) === kind).map((row) => shapes.units + row);
}

function drawAreas(context, level, view) {
  for (const kind of ['designated', 'adopted', 'proposed']) {
    if (!state.show.includes(kind))
      continue;
    const style = lineStyles[kind], list = shapesOfKind(kind).filter((s) => within(shapes.box, 4 * s, view));
    const width = style.width * (view.zoom < 9 ? 0.6 : 1);
    for (const s of list)
      strokeShape(context, level, view, s, width + 2, 'rgba(255, 255, 255, 0.85)');
    for (const s of list)
      strokeShape(context, level, view, s, width, style.colour);
  }
}

/* Names of municipalities, the largest first, where they do not lie over one another. */
const labels = [...municipalities.values()].filter((one) => one.name !== one.code).sort((a, b) => b.residents - a.residents ||
  (a.name < b.name ? -1 : 1)).map((one) => {
    let best = -1;
    for (const row of one.rows)
      if (best < 0 || (units.at('population', row) || 0) > (units.at('population', best) || 0))
        best = row;
    return {text: one.name, x: (shapes.box[4 * best] + shapes.box[4 * best + 2]) / 2, y: (shapes.box[4 * best + 1] + shapes.box[4 * best + 3]) / 2};
  }).filter((label) => Number.isFinite(label.x));

function drawLabels(context, view) {
  const taken = [], most = 25 + 200 * Math.max(0, view.zoom - 8);
  let n = 0;
  context.font = '600 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  for (const label of labels) {
    const x = label.x * view.scale - view.left, y = label.y * view.scale - view.top;
    if (x < 0 || y < 0 || x > view.width || y > view.height)
      continue;
    if (n++ >= most)
      break;
    const half = context.measureText(label.text).width / 2 + 4, place = [x - half, y - 9, x + half, y + 9];
    if (taken.some((other) => other[0] < place[2] && other[2] > place[0] && other[1] < place[3] && other[3] > place[1]))
      continue;
    taken.push(place);
    context.strokeStyle = 'rgba(255, 255, 255, 0.9)';
    context.lineWidth = 3.5;
    context.strokeText(label.text, x, y);
    context.fillStyle = '#1b1b1b';
    context.fillText(label.text, x, y);
  }
}

function drawGround(context, view) {
  const theme = themeNow(), inView = unitsInView(view);
  if (theme)
    (inView.length < MANY || unitSide * view.scale > 9 ? drawUnits : drawMosaic)(context, shapes.level(view.zoom), view, theme, inView);
}

/* Where the regions of a programme end: between units that are not in the same ones. */
function drawProgrammes(context, level, view) {
  for (const programme of programmes) {
    if (!state.show.includes(programme.id))
      continue;
    const list = [], of = (u) => (u < 0 ? null : units.at(programme.column, u));
    for (let a = 0; a < shapes.nArcs; a++)
      if (shapes.sides[2 * a] >= 0 && of(shapes.sides[2 * a]) !== of(shapes.sides[2 * a + 1]) && within(shapes.arcBox, 4 * a, view))
        list.push(a);
    for (const [colour, width] of [['rgba(255, 255, 255, 0.8)', lineStyles.programme.width + 1.5], [lineStyles.programme.colour, lineStyles.programme.width]]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      inBatches(context, list, (a) => traceArc(context, level, view, a, false, true), () => context.stroke());
    }
  }
}

function drawLines(context, view) {
  context.lineJoin = 'round';
  drawProgrammes(context, shapes.level(view.zoom), view);
  drawAreas(context, shapes.level(view.zoom), view);
}

function drawSelected(context, view) {
  const level = shapes.level(view.zoom), chosen = selectedShape();
  if (chosen < 0)
    return;
  context.lineJoin = 'round';
  strokeShape(context, level, view, chosen, 7, '#ffffff');
  strokeShape(context, level, view, chosen, 4, '#c2006b');
}

function drawTop(context, view) {
  drawSelected(context, view);
  drawLabels(context, view);
}

function boundsOf(box, at) {
  const corner = (x, y) => L.CRS.EPSG3857.pointToLatLng(L.point(x * 256, y * 256), 0);
  return L.latLngBounds(corner(box[at], box[at + 3]), corner(box[at + 2], box[at + 1]));
}

/* The key lies over the map's right side where the screen is wide. */
function fit(bounds) {
  const key = document.getElementById('key'), over = getComputedStyle(key).position === 'absolute' ? key.offsetWidth : 0;
  map.fitBounds(bounds, {maxZoom: 14, animate: false, paddingTopLeft: [8, 8], paddingBottomRight: [8 + (map.getSize().x > 2.5 * over ? over + 10 : 0), 8]});
}

/* A lone block of flats is shown with what is around it. */
function zoomToSelected() {
  const s = selectedShape();
  if (s >= 0 && shapes.box[4 * s] <= shapes.box[4 * s + 2])
    fit(boundsOf(shapes.box, 4 * s).pad(0.4));
}

function zoomToMunicipality() {
  const place = [Infinity, Infinity, -Infinity, -Infinity];
  for (const row of (municipalities.get(state.municipality) || {rows: []}).rows) {
    place[0] = Math.min(place[0], shapes.box[4 * row]);
    place[1] = Math.min(place[1], shapes.box[4 * row + 1]);
    place[2] = Math.max(place[2], shapes.box[4 * row + 2]);
    place[3] = Math.max(place[3], shapes.box[4 * row + 3]);
  }
  fit(boundsOf(place[0] <= place[2] ? place : shapes.extent, 0));
}

function viewNow() {
  const centre = map.getCenter();
  return [map.getZoom().toFixed(2), centre.lat.toFixed(5), centre.lng.toFixed(5)].join('/');
}

function unitUnder(latlng) {
  const point = map.project(latlng, 0);
  return shapes.unitAt(point.x / 256, point.y / 256);
}

/* A click means the area when areas are in the table and one lies there, else the unit. */
function clicked(event) {
  const row = unitUnder(event.latlng);
  if (row < 0)
    return select('', '');
  const found = unitAreas[row].filter((area) => shown.areaIn[area] && state.show.includes(areas.at('kind', area)));
  if (state.tab === 'areas' && found.length > 0) {
    const next = found[(found.indexOf(areaRow.get(splitSelected(state.selected)[1])) + 1) % found.length];
    return select('area', areas.at('area_id', next));
  }
  return select('unit', units.at('unit_id', row));
}

function valueText(theme, row) {
  const value = units.at(theme.column, row);
  if (value === null)
    return either(theme.missing.label);
  const one = theme.classes[classesOf(theme)[row]];
  return theme.kind === 'categories' && one ? either(one.label) : theme.share ? percent(value) : number(value, theme.decimals);
}

function hovered(event) {
  const row = unitUnder(event.latlng), theme = themeNow();
  tip.hidden = row < 0;
  if (row < 0)
    return;
  tip.replaceChildren(element('strong', {}, given(units.at('name', row) || units.at('unit_id', row))),
    element('span', {}, theme ? either(theme.title) + ': ' + valueText(theme, row) : ''));
  const point = event.containerPoint, size = map.getSize();
  tip.style.left = Math.min(point.x + 14, Math.max(0, size.x - 230)) + 'px';
  tip.style.top = (point.y > size.y - 80 ? point.y - 62 : point.y + 14) + 'px';
}

/* While the page is printed the map has the width of paper; what it was before is kept. */
let screenMap = null;

function isOnPaper() {
  return screenMap !== null;
}

/* What lies in the view stays in it. Lists that are folded on the screen are opened. */
function toPaper() {
  if (isOnPaper())
    return;
  const bounds = state.view ? map.getBounds() : boundsOf(shapes.extent, 0).pad(0.01);
  const folded = [...document.querySelectorAll('details.rest:not([open]), #detail details:not([open]), #key:not([open])')];
  screenMap = {centre: map.getCenter(), zoom: map.getZoom(), folded};
  for (const one of folded)
    one.open = true;
  document.documentElement.classList.add('on-paper');
  map.options.zoomSnap = 0;
  map.invalidateSize({animate: false, pan: false});
  map.fitBounds(bounds, {animate: false});
  screenMap.copy = copyForPaper();
  map.getContainer().append(screenMap.copy);
}

function pictures() {
  return [ground, borders, lines, mark];
}

/* One picture of all layers. Chromium prints what is drawn on a canvas at this moment as strokes, with masks that some
   readers of PDF show nothing of; a copy is printed as a picture. */
function copyForPaper() {
  const size = map.getSize(), copy = element('canvas', {id: 'paper-map', 'aria-hidden': 'true', width: PAPER_RATIO * size.x, height: PAPER_RATIO * size.y});
  const pen = copy.getContext('2d');
  for (const one of pictures()) {
    const at = map.layerPointToContainerPoint(one._bounds.min);
    pen.drawImage(one._container, PAPER_RATIO * at.x, PAPER_RATIO * at.y);
  }
  return copy;
}

function toScreen() {
  if (!isOnPaper())
    return;
  const {centre, zoom, folded, copy} = screenMap;
  copy.remove();
  for (const one of folded)
    one.open = false;
  document.documentElement.classList.remove('on-paper');
  map.options.zoomSnap = SNAP;
  map.invalidateSize({animate: false, pan: false});
  map.setView(centre, zoom, {animate: false});
  screenMap = null;
  for (const one of pictures())
    one._update();
}

function readView() {
  const [zoom, lat, lng] = state.view.split('/').map(Number);
  return state.view && [zoom, lat, lng].every(Number.isFinite) ? {zoom, place: [lat, lng]} : null;
}

function startMap() {
  map = L.map('map', {zoomSnap: SNAP, zoomDelta: 1, minZoom: 2, maxZoom: 17, attributionControl: false, zoomControl: false,
    wheelPxPerZoomLevel: 100});
  L.control.zoom({zoomInTitle: t('Zoom in'), zoomOutTitle: t('Zoom out')}).addTo(map);
  L.control.scale({imperial: false}).addTo(map);
  tip = element('div', {class: 'tip', hidden: true, 'aria-hidden': 'true'});
  map.getContainer().append(tip);
  const view = readView();
  if (view)
    map.setView(view.place, view.zoom);
  else
    fit(boundsOf(shapes.extent, 0));
  ground = new Picture(drawGround).addTo(map);
  borders = new Picture(drawBorders).addTo(map);
  lines = new Picture(drawLines).addTo(map);
  mark = new Picture(drawTop).addTo(map);
  map.on('click', clicked);
  map.on('mousemove', hovered);
  map.on('mouseout', () => { tip.hidden = true; });
  map.on('moveend', () => {
    if (isOnPaper())
      return;
    state.view = viewNow();
    if (!isChanging)
      writeAddress();
  });
}

/* Only what has changed is drawn again; a map that moves draws all of it. */
listeners.push((changes) => {
  const has = (...keys) => keys.some((key) => key in changes), filtered = has(...filterKeys), before = viewNow();
  if (has('municipality'))
    zoomToMunicipality();
  if (viewNow() !== before)
    return;
  if (filtered || has('theme'))
    ground.draw();
  if (filtered || has('show'))
    lines.draw();
  if (has('selected'))
    mark.draw();
});
