/* The report in a real browser: what it shows, what it does, and what it must never do. */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, describe, it} from 'node:test';
import {axeViolations, brandpunt, csvRows, demoRun, featuresOf, nastyNames, nastyRun, openReport, runOf, saved, scratch, startBrowser, stopBrowser} from './support.mjs';

let demo, rich, nasty;
before(async () => {
  demo = demoRun('demo', 600);
  rich = demoRun('rich', 400, 'stability: {variants: 60}\nsignificance: {replicates: 19}\naudit: {}\n' +
    'evidence: [{statistic: gi_star, of: score, permutations: 999}]\nbudget: {total: 10000000, rule: per_resident, floor: 900000}\n');
  nasty = nastyRun('nasty');
  await startBrowser();
});
after(stopBrowser);

const english = (value, decimals = 0) => new Intl.NumberFormat('en-GB', {minimumFractionDigits: decimals, maximumFractionDigits: decimals}).format(value);
const dutch = (value, decimals = 0) => new Intl.NumberFormat('nl-NL', {minimumFractionDigits: decimals, maximumFractionDigits: decimals}).format(value);
const text = (page, where) => page.locator(where).innerText();
const rowNames = (page) => page.locator('#table tbody th').allInnerTexts();
const hash = (page) => new URLSearchParams(new URL(page.url()).hash.slice(1));

describe('the page', () => {
  it('asks for nothing but itself and says nothing on the console', async () => {
    const {page, said, asked, address, close} = await openReport(demo);
    await page.click('#tab-units');
    await page.selectOption('#theme', {index: 1});
    await page.fill('#search', 'a');
    await page.click('#lang-nl');
    await page.mouse.move(300, 400);
    assert.deepEqual(said, []);
    assert.deepEqual(asked, [address]);
    await close();
  });

  it('allows no script but its own', async () => {
    const {page, close} = await openReport(demo);
    const ran = await page.evaluate(() => {
      const added = document.createElement('script');
      added.textContent = 'window.foreign = 1';
      document.body.append(added);
      const image = document.createElement('div');
      image.innerHTML = '<img src="data:," onerror="window.foreign = 2">';
      document.body.append(image);
      return new Promise((done) => setTimeout(() => done(window.foreign), 200));
    });
    assert.equal(ran, undefined);
    await close();
  });

  it('shows the numbers of run.json', async () => {
    const {page, close} = await openReport(demo), run = runOf(demo);
    const summary = await text(page, '#summary');
    for (const number of [run.counts.units, run.counts.scored, run.proposed.areas, run.proposed.units, Math.round(run.proposed.population),
      run.designated.areas, run.designated.units, Math.round(run.designated.population), run.proposed.left_out.units])
      assert.ok(summary.includes(english(number)), number + ' in ' + summary);
    assert.ok(summary.includes(english(100 * run.backtest.recall, 1) + ' %'), summary);
    const backtest = await text(page, '#backtest');
    for (const number of [english(run.backtest.population_in_both), english(100 * run.backtest.precision, 1) + ' %', english(100 * run.backtest.jaccard, 1) + ' %'])
      assert.ok(backtest.includes(number), number + ' in ' + backtest);
    const quality = await text(page, '#quality');
    for (const [name, missing] of Object.entries(run.counts.missing))
      assert.match(quality, new RegExp(name.replace(/_/g, ' ') + '\\s+' + english(missing.units) + '\\s', 'i'));
    for (const warning of run.warnings)
      assert.ok(quality.includes(warning.text.replace(/\s+/g, ' ').trim()), warning.text);
    const sources = await text(page, '#sources');
    for (const input of run.inputs)
      assert.ok(sources.includes(input.sha256));
    await close();
  });

  it('shows stability, chance, clusters, the audit and money of a run that has them', async () => {
    const {page, close} = await openReport(rich), run = runOf(rich);
    const stability = await text(page, '#stability');
    assert.match(stability, new RegExp(run.stability.variants + ' variants'));
    assert.ok(stability.includes(english(100 * run.stability.jaccard.mean) + ' %'), stability);
    const survivals = featuresOf(rich, 'focus_areas').map((one) => one.properties.survival).filter((one) => one !== null && one !== undefined);
    assert.ok(stability.includes(survivals.filter((one) => one >= 0.9).length + ' of ' + survivals.length + ' proposed areas'), stability);
    assert.match(await text(page, '#significance'), new RegExp('at random ' + run.significance.replicates + ' times'));
    assert.ok((await text(page, '#significance')).includes(run.significance.meaning));
    assert.ok((await text(page, '#evidence')).includes(english(run.evidence[0].clusters.Hot)));
    for (const one of Object.values(run.audit.domains))
      assert.ok((await text(page, '#audit')).includes(english(100 * one.effective_share, 1) + ' %'));
    const money = await text(page, '#budget'), budget = run.budget[0];
    for (const part of ['€ 10,000,000', budget.n_funded + ' of ' + budget.n_areas, english(budget.funded_population)])
      assert.ok(money.includes(part), part + ' in ' + money);
    await page.selectOption('#theme', 'stability');
    assert.ok((await text(page, '#legend')).includes('0.80'));
    await close();
  });

  it('leaves out chapters that the run has nothing for', async () => {
    const {page, close} = await openReport(nasty);
    assert.deepEqual(await page.locator('#chapters > section').evaluateAll((all) => all.map((one) => one.id)), ['summary', 'method', 'areas', 'quality', 'sources']);
    await close();
  });

  it('is the same when it is made again', async () => {
    const again = scratch + '/again.html';
    brandpunt('report', demo, '--output', again, '--quiet');
    assert.ok(readFileSync(again).equals(readFileSync(demo + '/report.html')));
  });
});

describe('places', () => {
  it('are found by name, with the keyboard', async () => {
    const {page, close} = await openReport(demo);
    const unit = featuresOf(demo, 'units').find((one) => one.properties.name && one.properties.score !== null);
    await page.fill('#search', unit.properties.unit_id);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(hash(page).get('selected'), 'unit:' + unit.properties.unit_id);
    const detail = await text(page, '#detail');
    assert.ok(detail.includes(unit.properties.name) && detail.includes(english(unit.properties.population)) && detail.includes(english(unit.properties.score, 3)), detail);
    await page.fill('#search', 'no such place at all');
    assert.equal(await text(page, '#said'), 'No place of that name.');
    await close();
  });

  it('are opened by a click on the map', async () => {
    const {page, close} = await openReport(nasty, {hash: '#tab=units'});
    for (const k of [0, 5, 15]) {
      await page.fill('#search', 'U' + String(k + 1).padStart(2, '0'));
      await page.keyboard.press('Enter');
      await page.click('#detail .close');
      assert.equal(hash(page).get('selected'), null);
      const point = await page.evaluate(() => {
        const box = document.getElementById('map').getBoundingClientRect(), key = document.getElementById('key').offsetWidth;
        return [box.left + (box.width - key) / 2, box.top + box.height / 2];
      });
      await page.mouse.click(...point);
      assert.equal(hash(page).get('selected'), 'unit:U' + String(k + 1).padStart(2, '0'));
      assert.ok((await text(page, '#detail h2')).includes(nastyNames[k].trim().slice(0, 8)));
    }
    await close();
  });

  it('of an area show why, with its units and programme regions', async () => {
    const {page, close} = await openReport(demo);
    const area = featuresOf(demo, 'focus_areas').find((one) => one.properties.kind === 'proposed' && one.properties.rank === 1).properties;
    await page.locator('#table tbody button').first().click();
    assert.equal(hash(page).get('selected'), 'area:' + area.area_id);
    const detail = await text(page, '#detail');
    for (const part of [area.name, area.why, english(area.population), english(area.score, 3)])
      assert.ok(detail.includes(part), part + ' in ' + detail);
    assert.equal(await page.locator('#detail ul.plain button').count(), area.unit_ids.split(';').length + (area.bridge_ids || '').split(';').filter(Boolean).length);
    await close();
  });
});

describe('the table', () => {
  it('is filtered by municipality, size and kind', async () => {
    const {page, close} = await openReport(demo, {hash: '#tab=units'}), units = featuresOf(demo, 'units').map((one) => one.properties);
    const code = units.find((one) => one.area_id).municipality, chosen = units.filter((one) => one.municipality === code);
    await page.selectOption('#filter-municipality', code);
    const residents = chosen.reduce((sum, one) => sum + (one.population || 0), 0);
    assert.equal(await text(page, '#count'), english(chosen.length) + ' units, ' + english(residents) + ' residents');
    await page.click('#tab-areas');
    await page.selectOption('#filter-kind', 'proposed');
    const areas = new Set(chosen.map((one) => one.area_id).filter(Boolean));
    assert.match(await text(page, '#count'), new RegExp('^' + areas.size + ' area'));
    await page.click('#clear');
    await page.click('#tab-units');
    const towns = new Map();
    for (const one of units)
      towns.set(one.municipality, (towns.get(one.municipality) || 0) + (one.population || 0));
    const small = units.filter((one) => towns.get(one.municipality) < 50000);
    await page.selectOption('#filter-size', '0');
    assert.match(await text(page, '#count'), new RegExp('^' + english(small.length) + ' units'));
    await close();
  });

  it('is filtered by programme region', async () => {
    const {page, close} = await openReport(demo);
    const rows = csvRows(demo + '/overlap.csv').slice(1);
    const region = rows[0][4], wanted = new Set(rows.filter((row) => row[4] === region).map((row) => row[0]));
    await page.selectOption('#filter-deal', rows[0][3] + '|' + region);
    assert.match(await text(page, '#count'), new RegExp('^' + wanted.size + ' area'));
    await close();
  });

  it('is sorted both ways, what is missing last', async () => {
    const {page, close} = await openReport(demo, {hash: '#tab=units'}), units = featuresOf(demo, 'units').map((one) => one.properties);
    const known = units.filter((one) => one.population !== null).sort((a, b) => b.population - a.population);
    await page.click('#table th[data-key=population] button');
    assert.equal(await page.locator('#table th[data-key=population]').getAttribute('aria-sort'), 'descending');
    assert.equal((await page.locator('#table tbody tr').first().getAttribute('data-id')), known[0].unit_id);
    await page.click('#table th[data-key=population] button');
    assert.equal(await page.locator('#table th[data-key=population]').getAttribute('aria-sort'), 'ascending');
    const least = await page.locator('#table tbody tr').first().getAttribute('data-id');
    assert.equal(units.find((one) => one.unit_id === least).population, known.at(-1).population);
    await close();
  });

  it('is saved as csv that no spreadsheet takes for formulas', async () => {
    const {page, close} = await openReport(nasty, {hash: '#tab=units&sort=population.up'});
    const csv = await saved(page, '#save-csv');
    assert.ok(csv.startsWith('\uFEFFunit_id,name,'), csv.slice(0, 80));
    const lines = csv.slice(1).split('\r\n');
    for (const [k, start] of [[3, "U04,'=1+2,"], [4, "U05,'+31 6,"], [5, "U06,'-5,"], [6, "U07,'@SUM(A1),"], [2, 'U03,"""quoted"" & \'single\'",'], [11, 'U12,"a,b;c\td",']])
      assert.ok(lines[k + 1].startsWith(start), lines[k + 1]);
    assert.ok(lines[9].includes(",'=cmd(),1008,"), lines[9]);
    await page.click('#lang-nl');
    const other = (await saved(page, '#save-csv')).slice(1).split('\r\n');
    assert.match(other[1], /^U01;[^;]*;G1;[^;]*;1000;/);
    assert.match(other[1], /;0,03125;|;0,0313;/);
    await close();
  });

  it('is saved as GeoJSON with the squares where they are', async () => {
    const {page, close} = await openReport(nasty, {hash: '#tab=units&sort=population.up'});
    const layer = JSON.parse(await saved(page, '#save-geojson')), whole = featuresOf(nasty, 'units');
    assert.equal(layer.features.length, 16);
    layer.features.forEach((feature, k) => {
      assert.equal(feature.properties.name, nastyNames[k].trim());
      const ring = feature.geometry.coordinates[0][0], box = (points) => [0, 1].flatMap((axis) => [Math.min(...points.map((p) => p[axis])), Math.max(...points.map((p) => p[axis]))]);
      assert.deepEqual(ring[0], ring.at(-1));
      const there = box(whole[k].geometry.coordinates.flat(whole[k].geometry.type === 'MultiPolygon' ? 2 : 1));
      box(ring).forEach((value, i) => assert.ok(Math.abs(value - there[i]) < 2e-5, value + ' ' + there[i]));
    });
    await close();
  });
});

describe('texts from data', () => {
  it('stay texts', async () => {
    const {page, said, close} = await openReport(nasty, {hash: '#tab=units&sort=population.up'});
    assert.deepEqual(await page.locator('#table tbody th bdi').evaluateAll((all) => all.map((one) => one.textContent)), nastyNames.map((name) => name.trim()));
    assert.equal(await page.title(), 'Odd names: <script>alert(1)</script> & more');
    for (const name of nastyNames.slice(0, 3)) {
      await page.fill('#search', name.slice(0, 6));
      await page.keyboard.press('Enter');
    }
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.equal(await page.locator('#main script, #main img, #main b').count(), 0);
    assert.deepEqual(said, []);
    await close();
  });
});

describe('languages', () => {
  it('are switched, with numbers and plurals', async () => {
    const {page, close} = await openReport(demo), run = runOf(demo);
    assert.match(await text(page, '#summary'), new RegExp('compares ' + english(run.counts.units) + ' units'));
    await page.click('#lang-nl');
    assert.equal(await page.getAttribute('html', 'lang'), 'nl');
    assert.match(await text(page, '#summary'), new RegExp('vergelijkt ' + dutch(run.counts.units) + ' eenheden'));
    const backtest = await text(page, '#backtest');
    assert.ok(backtest.includes(dutch(100 * run.backtest.recall, 1) + ' %'), backtest);
    assert.ok((await text(page, '#legend')).includes(dutch(run.study.areas.base, 2)), await text(page, '#legend'));
    assert.equal(hash(page).get('lang'), 'nl');
    await close();
  });

  it('are not mixed', async () => {
    const unit = featuresOf(rich, 'units').find((one) => one.properties.flags).properties.unit_id;
    const ids = ['proposed', 'designated'].map((kind) => featuresOf(rich, 'focus_areas').find((one) => one.properties.kind === kind).properties.area_id);
    for (const selected of ['area:' + ids[0], 'area:' + ids[1], 'unit:' + unit]) {
      const {page, close} = await openReport(rich, {hash: '#lang=nl&selected=' + selected});
      assert.ok(await page.locator('#detail h2').count() > 0);
      const left = await page.evaluate(() => {
        const words = JSON.parse(document.getElementById('data-words').textContent).nl;
        const shown = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode())
          if (!walker.currentNode.parentElement.closest('script, [lang=en], noscript, pre'))
            shown.add(walker.currentNode.textContent.trim());
        for (const one of document.querySelectorAll('[aria-label], [placeholder], [title]'))
          for (const name of ['aria-label', 'placeholder', 'title'])
            shown.add(one.getAttribute(name));
        return Object.entries(words).filter(([english, dutch]) => dutch !== english && shown.has(english)).map(([english]) => english);
      });
      assert.deepEqual(left, []);
      await close();
    }
  });
});

describe('the address', () => {
  it('brings back what was looked at', async () => {
    const {page, address, close} = await openReport(demo);
    await page.click('#tab-units');
    await page.selectOption('#theme', 'stack');
    await page.uncheck('#show-designated');
    await page.click('#table th[data-key=population] button');
    await page.locator('#table tbody button').nth(2).click();
    const link = page.url(), names = await rowNames(page), title = await text(page, '#detail h2');
    await close();
    const other = await openReport(demo, {hash: link.slice(address.length)});
    assert.deepEqual(await rowNames(other.page), names);
    assert.equal(await text(other.page, '#detail h2'), title);
    assert.equal(await other.page.inputValue('#theme'), 'stack');
    assert.equal(await other.page.isChecked('#show-designated'), false);
    await other.close();
  });

  it('of another run, or of nothing, does no harm', async () => {
    const {page, said, close} = await openReport(demo, {hash: '#theme=nothing&selected=unit:none&municipality=none&deal=x&view=a/b/c&size=9&tab=x&show=x'});
    assert.ok((await rowNames(page)).length > 0);
    assert.deepEqual(said, []);
    await close();
  });
});

describe('accessibility', () => {
  for (const [what, setting] of [['on a desktop', {}], ['on a phone', {width: 390, height: 800}], ['in Dutch', {hash: '#lang=nl&tab=units'}]])
    it('has no violations ' + what, async () => {
      const {page, close} = await openReport(demo, setting);
      await page.locator('#table tbody button').first().click();
      assert.deepEqual(await axeViolations(page), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true);
      await close();
    });
});
