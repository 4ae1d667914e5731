/* What every browser test needs: runs of the program, and a page with everything that it says and asks for kept. */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const program = process.env.BRANDPUNT_PROGRAM;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const scratch = mkdtempSync(join(tmpdir(), 'brandpunt-browser-'));
process.on('exit', () => rmSync(scratch, {recursive: true, force: true}));

export function brandpunt(...words) {
  return execFileSync(program, words, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, LC_ALL: 'C'}});
}

/* A run of the demo country, its study with these lines more; its folder. */
export function demoRun(name, n, more = '', also = '') {
  const study = join(scratch, name + '-study'), out = join(scratch, name);
  brandpunt('demo', study, '--units', String(n), '--quiet');
  const file = join(study, 'study.yaml'), plain = readFileSync(file, 'utf8');
  writeFileSync(file, (also ? plain.replace('areas:\n', 'areas:\n  also: [' + also + ']\n') : plain) + more);
  brandpunt('run', join(study, 'study.yaml'), '--output', out, '--quiet');
  return out;
}

/* Names that break pages and spreadsheets, on 16 squares of 1 km. Square k has badness k of 1 to 16. */
export const nastyNames = ['<script>window.broken = 1</script>', '</script><img src=x onerror="window.broken=2">', '"quoted" & \'single\'',
  '=1+2', '+31 6', '-5', '@SUM(A1)', '\u202Eright to left', '\u05E9\u05DB\u05D5\u05E0\u05D4', 'Emoji \u{1F3D8}\uFE0F', '{{units}}', 'a,b;c\td',
  '  blanks  ', 'Ĳsselmonde-Zuid é', '<!-- comment', ']]> & &amp;'];

export function nastyRun(name, towns = ['<b>Bold</b> town', '=cmd()']) {
  const folder = join(scratch, name + '-study'), out = join(scratch, name);
  mkdirSync(folder);
  const features = nastyNames.map((text, k) => {
    const x = 100000 + 1000 * (k % 4), y = 450000 + 1000 * Math.floor(k / 4);
    return {type: 'Feature', properties: {code: 'U' + String(k + 1).padStart(2, '0'), name: text, residents: 1000 + k, low: k + 1, ill: k + 1,
      town: k < 8 ? 'G1' : 'G2', town_name: towns[k < 8 ? 0 : 1]},
    geometry: {type: 'Polygon', coordinates: [[[x, y], [x + 1000, y], [x + 1000, y + 1000], [x, y + 1000], [x, y]]]}};
  });
  writeFileSync(join(folder, 'units.geojson'), JSON.stringify({type: 'FeatureCollection',
    crs: {type: 'name', properties: {name: 'urn:ogc:def:crs:EPSG::28992'}}, features}));
  writeFileSync(join(folder, 'study.yaml'), [
    'study: "Odd names: <script>alert(1)</script> & more"',
    'units: {source: units.geojson, id: code, name: name, population: residents, municipality: {column: town, name: town_name}}',
    'indicators:',
    '  - {name: low, from: low, domain: poverty, worse: high}',
    '  - {name: ill, from: ill, domain: health, worse: high}',
    'areas: {base: 0.8, reach: 0.65, floor: 1000, ceiling: 30000}', ''].join('\n'));
  brandpunt('run', join(folder, 'study.yaml'), '--output', out, '--quiet');
  return out;
}

export function runOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
}

export function featuresOf(folder, name) {
  return JSON.parse(readFileSync(join(folder, name + '.geojson'), 'utf8')).features;
}

/* A csv file of the program: a row per line, cells in quotes where they need to be. */
export function csvRows(path) {
  return readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((cell) => (cell[1] === undefined ? cell[2] : cell[1].replace(/""/g, '"'))));
}

let browser = null;
export async function startBrowser() {
  browser = await chromium.launch({executablePath: process.env.BRANDPUNT_CHROMIUM || '/usr/bin/chromium',
    args: process.getuid && process.getuid() === 0 ? ['--no-sandbox'] : []});
  return browser;
}

export async function stopBrowser() {
  if (browser)
    await browser.close();
}

/* The report of a run, opened; `said` gets what the console says and `asked` all that is requested. */
export async function openReport(folder, {hash = '', width = 1400, height = 900, ...setting} = {}) {
  const context = await browser.newContext({viewport: {width, height}, acceptDownloads: true, ...setting});
  const page = await context.newPage(), said = [], asked = [], address = pathToFileURL(join(folder, 'report.html')).href;
  page.setDefaultTimeout(120000);
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(address + hash, {timeout: 120000});
  return {page, said, asked, address, close: () => context.close()};
}

/* The report of a run with its data changed: change(name, data) may do what it likes to the data of each element. */
export function changedReport(folder, name, change) {
  const out = join(scratch, name), page = readFileSync(join(folder, 'report.html'), 'utf8');
  mkdirSync(out);
  writeFileSync(join(out, 'report.html'), page.replace(/(<script type="application\/json" id="data-(\w+)">)(.*?)(<\/script>)/gs, (whole, open, part, json, close) => {
    const data = JSON.parse(json);
    change(part, data);
    return open + JSON.stringify(data).replace(/</g, '\\u003c') + close;
  }));
  return out;
}

/* The rules of axe-core that this page breaks, each with where. */
export async function axeViolations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}));
  return found.violations.map((one) => one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.target.join(' ') + ' ' + node.failureSummary).join(' | '));
}

export async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return readFileSync(await download.path(), 'utf8');
}
