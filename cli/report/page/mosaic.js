/* Many small units: which of them covers each point of a grid over the view. Another theme or filter then only looks up
   colours, and no outline is traced again. */

/* Points per pixel each way: soft edges on a screen with large pixels. */
function samplesOf(ratio) {
  return ratio < 2 ? 2 : 1;
}

/* Where the lines through the middles of the grid's rows cross the outline of a shape: rows and columns, by row. Which way
   an arc runs makes no difference, so both its sides find the same crossings. */
function crossings(shape, level, grid, out) {
  let n = 0;
  for (let k = shapes.rings.ringRefs[shapes.firstRing(shape)]; k < shapes.rings.ringRefs[shapes.endRing(shape)]; k++) {
    const ref = shapes.rings.ref[k], a = ref < 0 ? ~ref : ref;
    for (let i = level.start[a]; i + 1 < level.start[a + 1]; i++) {
      let x0 = level.point[2 * i] * grid.scale - grid.left, y0 = level.point[2 * i + 1] * grid.scale - grid.top;
      let x1 = level.point[2 * i + 2] * grid.scale - grid.left, y1 = level.point[2 * i + 3] * grid.scale - grid.top;
      if (y0 > y1)
        [x0, y0, x1, y1] = [x1, y1, x0, y0];
      const slope = (x1 - x0) / (y1 - y0), end = Math.min(grid.height, Math.ceil(y1 - 0.5));
      for (let row = Math.max(0, Math.ceil(y0 - 0.5)); row < end; row++) {
        if (n === out.row.length)
          return -1;
        out.row[n] = row;
        out.column[n++] = x0 + (row + 0.5 - y0) * slope;
      }
    }
  }
  return n;
}

/* Fill a shape's points of the grid with its number, row by row between one crossing and the next. */
function fillShape(shape, level, grid, room) {
  let n = crossings(shape, level, grid, room);
  while (n < 0) {
    room.row = new Int32Array(2 * room.row.length);
    room.column = new Float64Array(2 * room.column.length);
    n = crossings(shape, level, grid, room);
  }
  const first = Math.max(0, Math.floor(shapes.box[4 * shape + 1] * grid.scale - grid.top) - 1);
  const last = Math.min(grid.height - 1, Math.ceil(shapes.box[4 * shape + 3] * grid.scale - grid.top) + 1);
  const lists = [];
  for (let k = 0; k < n; k++)
    (lists[room.row[k] - first] ||= []).push(room.column[k]);
  for (let row = first; row <= last; row++) {
    const list = lists[row - first];
    if (!list)
      continue;
    if (list.length > 2)
      list.sort((a, b) => a - b);
    else if (list[0] > list[1])
      list.reverse();
    for (let k = 0; k + 1 < list.length; k += 2) {
      const from = Math.max(0, Math.ceil(list[k] - 0.5)), to = Math.min(grid.width, Math.ceil(list[k + 1] - 0.5));
      if (from < to)
        grid.unit.fill(shape, row * grid.width + from, row * grid.width + to);
    }
  }
}

/* The unit of each pixel, -1 for none; where its four points are of several, -2 - k, and these are mixed[4 k ...]. */
function pixelsOf(grid, width, height) {
  const unit = new Int32Array(width * height), mixed = [], across = grid.width, of = grid.unit;
  for (let y = 0, p = 0; y < height; y++)
    for (let x = 0; x < width; x++, p++) {
      const at = 2 * y * across + 2 * x, a = of[at], b = of[at + 1], c = of[at + across], d = of[at + across + 1];
      unit[p] = a;
      if (a !== b || a !== c || a !== d)
        unit[p] = -2 - (mixed.push(a, b, c, d) / 4 - 1);
    }
  return {unit, mixed: Int32Array.from(mixed)};
}

function makeMosaic(inView, level, view, width, height, ratio) {
  const samples = samplesOf(ratio), scale = samples * ratio;
  const grid = {width: samples * width, height: samples * height, scale: view.scale * scale, left: view.left * scale, top: view.top * scale,
    unit: new Int32Array(samples * samples * width * height).fill(-1)};
  const room = {row: new Int32Array(4096), column: new Float64Array(4096)};
  for (const shape of inView)
    fillShape(shape, level, grid, room);
  const pixels = samples === 2 ? pixelsOf(grid, width, height) : {unit: grid.unit, mixed: new Int32Array(0)};
  return {...pixels, width, height, image: new ImageData(width, height)};
}

/* The number of a pixel's colour as ImageData has it in memory, red first. */
const isLittle = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
function pixelColour(red, green, blue, alpha) {
  return isLittle ? (alpha << 24 | blue << 16 | green << 8 | red) >>> 0 : (red << 24 | green << 16 | blue << 8 | alpha) >>> 0;
}

/* The mean of four points, those of no unit being transparent. */
function mean(mosaic, k, colourAt) {
  let red = 0, green = 0, blue = 0, n = 0;
  for (let i = 4 * k; i < 4 * k + 4; i++) {
    if (mosaic.mixed[i] < 0)
      continue;
    const colour = colourAt(mosaic.mixed[i]);
    red += isLittle ? colour & 255 : colour >>> 24;
    green += isLittle ? colour >> 8 & 255 : colour >> 16 & 255;
    blue += isLittle ? colour >> 16 & 255 : colour >> 8 & 255;
    n++;
  }
  return n === 0 ? 0 : pixelColour(red / n, green / n, blue / n, n * 255 >> 2);
}

/* Colour the mosaic: look[u] is the number of a unit's look, whose colours are colours[look]; null: hatched. */
function paintMosaic(mosaic, look, colours) {
  const out = new Uint32Array(mosaic.image.data.buffer), tile = hatchTile();
  for (let y = 0, p = 0; y < mosaic.height; y++)
    for (let x = 0; x < mosaic.width; x++, p++) {
      const unit = mosaic.unit[p];
      if (unit === -1)
        continue;
      const hatched = tile[7 * (y % 7) + x % 7];
      if (unit >= 0)
        out[p] = colours[look[unit]] ?? hatched;
      else
        out[p] = mean(mosaic, -2 - unit, (one) => colours[look[one]] ?? hatched);
    }
  return mosaic.image;
}
