/* Outlines: arcs between the points where borders meet, and the rings made of them. Coordinates are those of the
   web's map projection, the world being 1 x 1. */
const shapes = (function () {
  const data = readData('shapes');
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const digit = new Uint8Array(128);
  for (let i = 0; i < 64; i++)
    digit[letters.charCodeAt(i)] = i;

  function reader(text) {
    let at = 0;
    const unsigned = () => {
      let value = 0, scale = 1;
      for (;;) {
        const part = digit[text.charCodeAt(at++)];
        value += (part & 31) * scale;
        if (part < 32)
          return value;
        scale *= 32;
      }
    };
    const signed = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);
    return {unsigned, signed: () => signed(unsigned()), unfold: signed};
  }

  function mercator(lat) {
    const sine = Math.sin(lat * Math.PI / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }

  function readArcs() {
    const read = reader(data.arcs), n = read.unsigned(), start = new Int32Array(n + 1), steps = [];
    let x = 0, y = 0;
    for (let a = 0; a < n; a++) {
      for (let left = read.unsigned(); left >= 0; left--)
        steps.push(x += read.signed(), y += read.signed());
      start[a + 1] = steps.length / 2;
    }
    const point = new Float64Array(steps.length), lonlat = new Float64Array(steps.length);
    for (let i = 0; i < steps.length; i += 2) {
      lonlat[i] = data.origin[0] + steps[i] * data.step[0];
      lonlat[i + 1] = data.origin[1] + steps[i + 1] * data.step[1];
      point[i] = (lonlat[i] + 180) / 360;
      point[i + 1] = mercator(lonlat[i + 1]);
    }
    return {n, start, point, lonlat};
  }

  /* Shape s has the parts shapeParts[s] ..., part p the rings partRings[p] ..., ring r the arcs of ref. */
  function readRings(total) {
    const read = reader(data.rings), shapeParts = new Int32Array(total + 1), partRings = [0], ringRefs = [0], ref = [];
    let before = 0;
    for (let s = 0; s < total; s++) {
      for (let parts = read.unsigned(); parts > 0; parts--) {
        for (let rings = read.unsigned(); rings > 0; rings--) {
          for (let arcs = read.unsigned(); arcs > 0; arcs--) {
            const value = read.unsigned(), back = value % 2;
            before += read.unfold((value - back) / 2);
            ref.push(back ? ~before : before);
          }
          ringRefs.push(ref.length);
        }
        partRings.push(ringRefs.length - 1);
      }
      shapeParts[s + 1] = partRings.length - 1;
    }
    return {shapeParts, partRings: Int32Array.from(partRings), ringRefs: Int32Array.from(ringRefs), ref: Int32Array.from(ref)};
  }

  const total = data.units + data.areas + data.adopted;
  const arcs = readArcs(), rings = readRings(total);
  const firstRing = (s) => rings.partRings[rings.shapeParts[s]], endRing = (s) => rings.partRings[rings.shapeParts[s + 1]];

  /* Bounds of arcs, then of shapes: [x0, y0, x1, y1] each. */
  const arcBox = new Float64Array(4 * arcs.n), box = new Float64Array(4 * total);
  function grow(to, at, x0, y0, x1, y1) {
    to[at] = Math.min(to[at], x0);
    to[at + 1] = Math.min(to[at + 1], y0);
    to[at + 2] = Math.max(to[at + 2], x1);
    to[at + 3] = Math.max(to[at + 3], y1);
  }
  for (let a = 0; a < arcs.n; a++) {
    arcBox.set([Infinity, Infinity, -Infinity, -Infinity], 4 * a);
    for (let i = arcs.start[a]; i < arcs.start[a + 1]; i++)
      grow(arcBox, 4 * a, arcs.point[2 * i], arcs.point[2 * i + 1], arcs.point[2 * i], arcs.point[2 * i + 1]);
  }
  for (let s = 0; s < total; s++) {
    box.set([Infinity, Infinity, -Infinity, -Infinity], 4 * s);
    for (let k = rings.ringRefs[firstRing(s)]; k < rings.ringRefs[endRing(s)]; k++) {
      const a = rings.ref[k] < 0 ? ~rings.ref[k] : rings.ref[k];
      grow(box, 4 * s, arcBox[4 * a], arcBox[4 * a + 1], arcBox[4 * a + 2], arcBox[4 * a + 3]);
    }
  }

  /* The units on both sides of an arc, -1: none. */
  const sides = new Int32Array(2 * arcs.n).fill(-1);
  for (let u = 0; u < data.units; u++)
    for (let k = rings.ringRefs[firstRing(u)]; k < rings.ringRefs[endRing(u)]; k++) {
      const a = rings.ref[k] < 0 ? ~rings.ref[k] : rings.ref[k];
      sides[sides[2 * a] < 0 ? 2 * a : 2 * a + 1] = u;
    }

  /* Points of the arcs that are to be told apart at a scale (pixels the world is wide): ends always, so that
     borders stay shared. */
  const levels = new Map();
  function level(zoom) {
    const z = Math.min(Math.ceil(zoom), 22);
    if (levels.has(z))
      return levels.get(z);
    const least = (1 / (256 * 2 ** z)) ** 2, start = new Int32Array(arcs.n + 1), point = new Float64Array(arcs.point.length);
    let n = 0;
    for (let a = 0; a < arcs.n; a++) {
      const first = arcs.start[a], last = arcs.start[a + 1] - 1;
      for (let i = first, x = Infinity, y = Infinity; i <= last; i++) {
        const dx = arcs.point[2 * i] - x, dy = arcs.point[2 * i + 1] - y;
        if (i > first && i < last && dx * dx + dy * dy < least)
          continue;
        x = point[2 * n] = arcs.point[2 * i];
        y = point[2 * n + 1] = arcs.point[2 * i + 1];
        n++;
      }
      start[a + 1] = n;
    }
    const made = {start, point: point.slice(0, 2 * n)};
    levels.set(z, made);
    return made;
  }

  /* Is the point within the rings of a shape (even-odd)? */
  function holds(s, x, y) {
    let inside = false;
    for (let k = rings.ringRefs[firstRing(s)]; k < rings.ringRefs[endRing(s)]; k++) {
      const a = rings.ref[k] < 0 ? ~rings.ref[k] : rings.ref[k];
      for (let i = arcs.start[a]; i + 1 < arcs.start[a + 1]; i++) {
        const ax = arcs.point[2 * i], ay = arcs.point[2 * i + 1], bx = arcs.point[2 * i + 2], by = arcs.point[2 * i + 3];
        if ((ay > y) !== (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax)
          inside = !inside;
      }
    }
    return inside;
  }

  function ringLonLat(r) {
    const out = [];
    for (let k = rings.ringRefs[r]; k < rings.ringRefs[r + 1]; k++) {
      const back = rings.ref[k] < 0, a = back ? ~rings.ref[k] : rings.ref[k], n = arcs.start[a + 1] - arcs.start[a];
      for (let i = k === rings.ringRefs[r] ? 0 : 1; i < n; i++) {
        const at = 2 * (back ? arcs.start[a + 1] - 1 - i : arcs.start[a] + i);
        out.push([+arcs.lonlat[at].toFixed(6), +arcs.lonlat[at + 1].toFixed(6)]);
      }
    }
    return out;
  }

  /* A geometry of GeoJSON; null for a shape without parts. */
  function geometry(s) {
    const parts = [];
    for (let p = rings.shapeParts[s]; p < rings.shapeParts[s + 1]; p++) {
      const part = [];
      for (let r = rings.partRings[p]; r < rings.partRings[p + 1]; r++)
        part.push(ringLonLat(r));
      parts.push(part);
    }
    return parts.length === 0 ? null : {type: 'MultiPolygon', coordinates: parts};
  }

  /* Shapes by the squares that their bounds touch, for finding what lies at a point. */
  const finder = (function () {
    let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
    for (let u = 0; u < data.units; u++) {
      x0 = Math.min(x0, box[4 * u]);
      y0 = Math.min(y0, box[4 * u + 1]);
      x1 = Math.max(x1, box[4 * u + 2]);
      y1 = Math.max(y1, box[4 * u + 3]);
    }
    const side = Math.max(8, Math.min(512, Math.ceil(Math.sqrt(data.units)))), cells = Array.from({length: side * side}, () => []);
    const column = (x) => Math.max(0, Math.min(side - 1, Math.floor((x - x0) / (x1 - x0) * side)));
    const line = (y) => Math.max(0, Math.min(side - 1, Math.floor((y - y0) / (y1 - y0) * side)));
    for (let u = 0; u < data.units; u++)
      if (box[4 * u] <= box[4 * u + 2])
        for (let i = line(box[4 * u + 1]); i <= line(box[4 * u + 3]); i++)
          for (let j = column(box[4 * u]); j <= column(box[4 * u + 2]); j++)
            cells[i * side + j].push(u);
    const unitAt = (x, y) => {
      if (!(x >= x0 && x <= x1 && y >= y0 && y <= y1))
        return -1;
      const found = cells[line(y) * side + column(x)].find((u) => holds(u, x, y));
      return found === undefined ? -1 : found;
    };
    return {extent: [x0, y0, x1, y1], unitAt};
  })();

  return {n: total, units: data.units, firstAdopted: data.units + data.areas, nArcs: arcs.n, rings, firstRing, endRing, arcBox, box, sides, level, holds, geometry,
    extent: finder.extent, unitAt: finder.unitAt};
})();
