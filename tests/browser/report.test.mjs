/* The report in a real browser: what it shows, what it does, and what it must never do. */
import assert from 'node:assert/strict';
import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {axeViolations, brandpunt, changedReport, csvRows, demoRun, featuresOf, nastyNames, nastyRun, openReport, runOf, saved, scratch, startBrowser, stopBrowser} from './support.mjs';

let demo, rich, nasty, towns, many;
before(async () => {
  demo = demoRun('demo', 600);
  rich = demoRun('rich', 400, 'stability: {variants: 60}\nsignificance: {replicates: 19}\naudit: {}\n' +
    'evidence: [{statistic: gi_star, of: score, permutations: 999}]\nbudget: {total: 10000000, rule: per_resident, floor: 900000}\n', 'components, hotspots');
  nasty = nastyRun('nasty');
  towns = nastyRun('towns', ["'s-Gravenhage", "'s-Hertogenbosch"]);
  many = demoRun('many', 4000);
  await startBrowser();
});
after(stopBrowser);

const english = (value, decimals = 0) => new Intl.NumberFormat('en-GB', {minimumFractionDigits: decimals, maximumFractionDigits: decimals}).format(value);
const dutch = (value, decimals = 0) => new Intl.NumberFormat('nl-NL', {minimumFractionDigits: decimals, maximumFractionDigits: decimals}).format(value);
const text = (page, where) => page.locator(where).innerText();
const rowNames = (page) => page.locator('#table tbody th').allInnerTexts();
/* Asked of the page: what the driver knows of it may lag behind. */
const hash = async (page) => new URLSearchParams((await page.evaluate(() => location.hash)).slice(1));

/* One finding of each kind, and one without a correlation. */
const findings = [
  {kind: 'drives', domain: 'health', value: 0.45}, {kind: 'contrary', domain: 'housing', value: -0.31},
  {kind: 'modelled', indicator: 'good_health', value: 0.462, other: 'low_income'}, {kind: 'modelled', indicator: 'good_health', value: null, other: 'low_income'},
  {kind: 'duplicate', indicator: 'low_income', value: 0.971, other: 'debts'}, {kind: 'almost_constant', indicator: 'crime', value: 0.93},
  {kind: 'mostly_missing', indicator: 'crime', value: 0.6}].map((one) => ({...one, text: 'as run.json says it'}));

/* The English texts that a Dutch page shows: whole ones, ones with something filled in, and the words for what the run
   knows. Runs in the page. */
function englishLeft() {
  const {nl, names} = JSON.parse(document.getElementById('data-words').textContent);
  const shown = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest('script, [lang=en], noscript, pre'))
      shown.add(walker.currentNode.textContent.trim());
  for (const one of document.querySelectorAll('[aria-label], [placeholder], [title]'))
    for (const name of ['aria-label', 'placeholder', 'title'])
      shown.add(one.getAttribute(name) || '');
  const unit = JSON.parse(document.getElementById('data-run').textContent).study.units.called;
  const patterns = Object.entries(nl).filter(([english, dutch]) => (Array.isArray(dutch) ? dutch[1] : dutch) !== english).map(([english]) => {
    const pieces = english.replace(/\{unit\}/g, unit).replace(/\{units\}/g, unit + 's').split(/\{\w+\}/);
    const plain = pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+');
    return [english, new RegExp(pieces.join('').length > 20 ? plain : '^' + plain + '$'), pieces.join('').trim()];
    /* "of" is Dutch, too. */
  }).filter(([, , plain]) => plain !== 'of');
  const known = /\b(sure|likely|uncertain|whole|partly|possibly|inside|beside it|unknown|missing|designated|proposed|adopted|study|higher|lower|residents|units?|areas?)\b/i;
  const title = document.getElementById('title').textContent;
  return [...shown].filter((one) => one && one !== title && !/^\S+\.(gpkg|csv|yaml)$/.test(one)).flatMap((one) => [...patterns.filter(([, pattern]) => pattern.test(one)).map(([english]) => english + ' | ' + one),
    ...(known.test(one) && !Object.hasOwn(names, one.replace(/ /g, '_')) ? ['word | ' + one] : [])]);
}

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
      assert.match(quality, new RegExp(((run.study.indicators.find((one) => one.name === name).label || {}).en || name.replace(/_/g, ' ')) + '\\s+' + english(missing.units) + '\\s', 'i'));
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
    const meaning = run.significance.meaning.replace('to the units', 'to the neighbourhoods').replace('one unit', 'one neighbourhood');
    assert.ok((await text(page, '#significance')).includes(meaning));
    assert.ok((await text(page, '#evidence')).includes(english(run.evidence[0].clusters.Hot)));
    for (const one of Object.values(run.audit.domains))
      assert.ok((await text(page, '#audit')).includes(english(100 * one.effective_share, 1) + ' %'));
    const money = await text(page, '#budget'), budget = run.budget[0];
    for (const part of ['€ 10,000,000', budget.n_funded + ' of ' + budget.n_areas, english(budget.funded_population)])
      assert.ok(money.includes(part), part + ' in ' + money);
    await page.selectOption('#theme', 'stability');
    assert.ok((await text(page, '#legend')).includes('80 – 100 %'));
    await close();
  });

  it('shows what every method draws, and which areas it finds', async () => {
    const {page, close} = await openReport(rich), run = runOf(rich), methods = await text(page, '#methods');
    assert.equal(run.methods.methods.length, 3);
    for (const one of run.methods.methods)
      for (const part of [one.method, english(one.units), english(one.population), english(100 * one.recall, 1) + ' %'])
        assert.ok(methods.includes(part), part + ' in ' + methods);
    assert.ok(methods.includes('Every other method finds ' + run.methods.areas_found_by_all + ' of the ' + run.proposed.areas + ' proposed areas.'), methods);
    const [heads, ...rows] = csvRows(rich + '/agreement.csv'), at = (row, head) => row[heads.indexOf(head)];
    const shown = await page.locator('#methods table').nth(1).locator('tbody tr').evaluateAll((all) => all.map((one) => [...one.cells].map((cell) => cell.textContent)));
    assert.deepEqual(shown, rows.map((row) => [at(row, 'name'), english(+at(row, 'population')), at(row, 'found_by') + ' of 2',
      ['components', 'hotspots'].filter((one) => +at(row, 'share_' + one) < 0.5).join(', ')]));
    await close();
  });

  it('says how far areas are from the heaviest ones', async () => {
    const changed = (more) => (part, data) => {
      if (part === 'run')
        Object.assign(data.optimality, more.all);
      if (part === 'areas')
        for (const [column, value] of Object.entries(more.area))
          Object.assign(data.columns.find((one) => one.name === column), {kind: 'number', decimals: 3,
            values: data.columns.find((one) => one.name === column).values.map(() => (value === null ? null : 1000 * value))});
    };
    const id = featuresOf(demo, 'focus_areas').find((one) => one.properties.kind === 'proposed').properties.area_id;
    const proved = await openReport(changedReport(demo, 'proved', changed({all: {gap: 0, weight: 900, bound: 900}, area: {gap: 0, weight: 75, bound: 75}})), {hash: '#selected=area:' + id});
    assert.ok((await text(proved.page, '#method')).includes('weighs more than the proposed ones together.'));
    assert.ok((await text(proved.page, '#detail')).includes('75; no area in its place weighs more'), await text(proved.page, '#detail'));
    await proved.close();
    const short = await openReport(changedReport(demo, 'short', changed({all: {gap: 0.25, weight: 900, bound: 1200}, area: {gap: 0.4, weight: 75, bound: 125}})), {hash: '#lang=nl&selected=area:' + id});
    assert.ok((await text(short.page, '#method')).includes('weegt meer dan 1.200; de voorgestelde gebieden wegen samen 900, 25,0 % minder.'));
    assert.ok((await text(short.page, '#detail')).includes('75 van hoogstens 125: 40,0 % minder'), await text(short.page, '#detail'));
    await short.close();
    const none = await openReport(changedReport(demo, 'none', changed({all: {gap: null, weight: null}, area: {gap: null, bound: null}})), {hash: '#selected=area:' + id});
    assert.ok(!(await text(none.page, '#method')).includes('No list of areas'));
    assert.ok(!(await text(none.page, '#detail')).includes('most in its place'));
    await none.close();
  });

  it('calls figures as the study does, in both languages, and shows shares in percent', async () => {
    for (const [lang, name, stable] of [['en', 'Early school leavers', 'Stability, %'], ['nl', 'Voortijdige schoolverlaters', 'Stabiliteit, %']]) {
      const unit = featuresOf(rich, 'units').map((one) => one.properties).find((one) => one.stability > 0);
      const {page, close} = await openReport(rich, {hash: '#lang=' + lang + '&tab=units&theme=stability&selected=unit:' + unit.unit_id});
      assert.ok((await text(page, '#detail')).includes(name), name);
      assert.ok((await text(page, '#method')).toLowerCase().includes(name.toLowerCase()), name);
      assert.equal((await page.locator('#table th[data-key=stability]').innerText()).trim(), stable);
      const cell = page.locator('#table tr[data-id="' + unit.unit_id + '"] td.number'), shown = (lang === 'nl' ? dutch : english)(100 * unit.stability, 1);
      assert.ok((await cell.allInnerTexts()).includes(shown), shown);
      await close();
    }
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

describe('the method', () => {
  it('shows thresholds as they were set', async () => {
    const fine = changedReport(demo, 'fine', (part, data) => {
      if (part === 'run')
        Object.assign(data.study.areas, {base: 0.775, reach: 0.6}), Object.assign(data.study.score, {stack_at: 0.9125});
    });
    const {page, close} = await openReport(fine), method = await text(page, '#method');
    assert.ok(method.includes('past the base of 0.775: the worst 22.5 %.'), method);
    assert.ok(method.includes('may join down to 0.60,'), method);
    assert.ok(method.includes('past the threshold of 0.9125.'), method);
    await close();
  });

  it('says what becomes of a unit above the ceiling', async () => {
    const {page, close} = await openReport(demo);
    assert.ok((await text(page, '#method')).includes('A single neighbourhood with more residents than that is an area by itself.'));
    await page.click('#lang-nl');
    assert.ok((await text(page, '#method')).includes('Eén buurt met meer inwoners is een gebied op zichzelf.'));
    await close();
    const large = changedReport(demo, 'large', (part, data) => {
      if (part === 'run') {
        data.proposed.areas_above_ceiling = 17;
        data.study.units.called = 'district';
      }
    });
    const other = await openReport(large, {hash: '#lang=nl'});
    assert.ok((await text(other.page, '#method')).includes('Eén wijk met meer inwoners is een gebied op zichzelf. Zo zijn er 17 gebieden.'));
    await other.close();
  });

  it('has one word for each thing in Dutch', async () => {
    const {page, close} = await openReport(rich, {hash: '#lang=nl'}), run = runOf(rich), method = await text(page, '#method');
    assert.ok(method.includes('boven de drempel van ' + dutch(run.study.score.stack_at, 2) + ' komt'), method);
    assert.ok(method.includes('boven de basis van ' + dutch(run.study.areas.base, 2)), method);
    const themes = await page.locator('#theme').innerText();
    assert.match(themes, /Onderwerp: /);
    assert.doesNotMatch(await text(page, 'body'), /domein|eenhe[di]/i);
    await close();
  });
});

describe('places', () => {
  it('are found by other names that a municipality has', async () => {
    const {page, close} = await openReport(towns, {hash: '#tab=units'});
    for (const [name, code] of [['den haag', 'G1'], ['The Hague', 'G1'], ['Den Bosch', 'G2'], ["'s-gravenhage", 'G1']]) {
      await page.fill('#search', name);
      await page.keyboard.press('Enter');
      assert.equal((await hash(page)).get('municipality'), code);
      await page.click('#clear');
    }
    await close();
  });

  it('are found in spite of a slip, which is said', async () => {
    const {page, close} = await openReport(towns);
    await page.fill('#search', 'Hertogenbsoch');
    assert.equal(await text(page, '#said'), "No place of that name. Did you mean 's-Hertogenbosch?");
    await page.keyboard.press('Enter');
    assert.equal((await hash(page)).get('municipality'), 'G2');
    await page.click('#lang-nl');
    await page.fill('#search', 'gravenhaage');
    assert.equal(await text(page, '#said'), "Geen plaats met die naam. Bedoelde u 's-Gravenhage?");
    await page.fill('#search', 'xyz');
    assert.equal(await text(page, '#said'), 'Geen plaats met die naam.');
    await close();
  });

  it('are forgotten when the filters are cleared', async () => {
    const {page, close} = await openReport(towns);
    await page.fill('#search', 'U03');
    await page.keyboard.press('Enter');
    await page.fill('#search', 'Den Haag');
    await page.keyboard.press('Enter');
    assert.equal((await hash(page)).get('selected'), 'unit:U03');
    await page.click('#clear');
    assert.deepEqual([(await hash(page)).get('selected'), (await hash(page)).get('municipality'), await page.inputValue('#search'), await text(page, '#said'),
      await page.locator('#detail h2').count(), await page.inputValue('#filter-municipality')], [null, null, '', '', 0, '']);
    await close();
  });

  it('are found by name, with the keyboard', async () => {
    const {page, close} = await openReport(demo);
    const unit = featuresOf(demo, 'units').find((one) => one.properties.name && one.properties.score !== null);
    await page.fill('#search', unit.properties.unit_id);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal((await hash(page)).get('selected'), 'unit:' + unit.properties.unit_id);
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
      assert.equal((await hash(page)).get('selected'), null);
      const point = await page.evaluate(() => {
        const box = document.getElementById('map').getBoundingClientRect(), key = document.getElementById('key').offsetWidth;
        return [box.left + (box.width - key) / 2, box.top + box.height / 2];
      });
      await page.mouse.click(...point);
      assert.equal((await hash(page)).get('selected'), 'unit:U' + String(k + 1).padStart(2, '0'));
      assert.ok((await text(page, '#detail h2')).includes(nastyNames[k].trim().slice(0, 8)));
    }
    await close();
  });

  it('of an area show why, with its units and programme regions', async () => {
    const {page, close} = await openReport(demo);
    const area = featuresOf(demo, 'focus_areas').find((one) => one.properties.kind === 'proposed' && one.properties.rank === 1).properties;
    await page.locator('#table tbody button').first().click();
    assert.equal((await hash(page)).get('selected'), 'area:' + area.area_id);
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
    assert.equal(await text(page, '#count'), english(chosen.length) + ' neighbourhoods, ' + english(residents) + ' residents');
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
    assert.match(await text(page, '#count'), new RegExp('^' + english(small.length) + ' neighbourhoods'));
    await close();
  });

  it('counts residents of areas of both kinds once', async () => {
    for (const folder of [demo, rich]) {
      const {page, close} = await openReport(folder), run = runOf(folder);
      const {proposed, designated, backtest} = run;
      assert.ok(backtest.population_in_both > 0);
      assert.equal(await text(page, '#count'), english(proposed.areas + designated.areas) + ' areas, ' +
        english(proposed.population + designated.population - backtest.population_in_both) + ' residents: ' + proposed.areas + ' proposed (' +
        english(proposed.population) + '), ' + designated.areas + ' designated (' + english(designated.population) + ')');
      await page.selectOption('#filter-kind', 'designated');
      assert.equal(await text(page, '#count'), (designated.areas === 1 ? '1 area, ' : designated.areas + ' areas, ') + english(designated.population) + ' residents');
      await close();
    }
  });

  it('gives shares as percentages', async () => {
    const {page, close} = await openReport(rich, {hash: '#lang=nl'});
    const areas = featuresOf(rich, 'focus_areas').map((one) => one.properties);
    assert.equal(await page.locator('#table th[data-key=share_in_designated]').count(), 0);
    await page.click('#all-columns');
    assert.equal(await page.getAttribute('#all-columns', 'aria-pressed'), 'true');
    for (const [key, head] of [['share_in_designated', 'Aandeel in aangewezen gebieden, %'], ['share_in_proposed', 'Aandeel in voorgestelde gebieden, %'], ['survival', 'Komt terug in, %']]) {
      const heads = await page.locator('#table thead th').evaluateAll((all) => all.map((one) => one.dataset.key));
      assert.equal((await page.locator('#table th[data-key=' + key + ']').innerText()).trim(), head);
      for (const area of areas.filter((one) => one[key] !== null)) {
        const cell = await page.locator('#table tr[data-id="' + area.area_id + '"] > *').nth(heads.indexOf(key)).innerText();
        assert.equal(cell, dutch(100 * area[key], 1));
      }
    }
    assert.equal((await hash(page)).get('columns'), 'all');
    await close();
  });

  it('fits beside the map', async () => {
    for (const [width, lang, tab] of [[1400, 'nl', 'areas'], [1400, 'nl', 'units'], [1280, 'nl', 'areas'], [1400, 'en', 'units']]) {
      const {page, close} = await openReport(demo, {width, hash: '#lang=' + lang + '&tab=' + tab});
      const [inner, outer, head] = await page.locator('#table .scroll').evaluate((box) => [box.scrollWidth, box.clientWidth, box.querySelector('thead').offsetHeight]);
      assert.ok(inner <= outer, width + ' ' + lang + ' ' + tab + ': ' + inner + ' > ' + outer);
      assert.ok(head < 60, 'the heads are ' + head + ' high');
      await page.locator('#table tbody button').first().click();
      const [end, begin] = await page.evaluate(() => [document.querySelector('#table .scroll').getBoundingClientRect().bottom, document.getElementById('take').getBoundingClientRect().top]);
      assert.ok(end <= begin, 'the table ends at ' + end + ', the buttons begin at ' + begin);
      await close();
    }
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

describe('the clipboard', () => {
  const permissions = ['clipboard-read', 'clipboard-write'], pasted = (page) => page.evaluate(() => navigator.clipboard.readText());

  it('gets the table with tabs, as it is sorted, and no formulas', async () => {
    const {page, close} = await openReport(nasty, {permissions, hash: '#tab=units&sort=population.up'});
    await page.click('#copy-table');
    await page.waitForFunction(() => document.getElementById('said').textContent === 'Table copied.');
    const lines = (await pasted(page)).split('\n').map((line) => line.split('\t')), known = featuresOf(nasty, 'units').map((one) => one.properties);
    assert.deepEqual(lines[0].slice(0, 5), ['Neighbourhood', 'Municipality', 'Residents', 'Score', 'Stack']);
    assert.equal(lines.length, 17);
    assert.equal(lines[4][0], "'=1+2");
    assert.equal(lines[12][0], 'a,b;c d');
    assert.equal(lines[9][1], "'=cmd()");
    lines.slice(1).forEach((line, k) => assert.deepEqual([+line[2], line[3]], [1000 + k, String(+known[k].score.toFixed(4))]));
    await page.click('#lang-nl');
    await page.click('#copy-table');
    await page.waitForFunction(() => document.getElementById('said').textContent === 'Tabel gekopieerd.');
    const other = (await pasted(page)).split('\n').map((line) => line.split('\t'));
    assert.deepEqual(other[0].slice(0, 2), ['Buurt', 'Gemeente']);
    assert.equal(other[1][3], String(+known[0].score.toFixed(4)).replace('.', ','));
    await close();
  });

  it('gets the link to what is looked at', async () => {
    const {page, close} = await openReport(demo, {permissions, hash: '#tab=units&theme=stack'});
    await page.click('#copy-link');
    await page.waitForFunction(() => document.getElementById('said').textContent === 'Link copied.');
    assert.equal(await pasted(page), await page.evaluate(() => location.href));
    assert.match(await pasted(page), /#tab=units&theme=stack$/);
    await close();
  });
});

/* The classes in the key: [least, most, red, green, blue]. */
const classesOf = (page) => page.locator('#legend li').evaluateAll((all) => all.map((one) => {
  const colour = getComputedStyle(one.querySelector('.swatch')).backgroundColor.match(/\d+/g).map(Number);
  return [...one.children[1].textContent.split(' – ').map(Number), ...colour.slice(0, 3)];
}).filter((one) => one.length === 5));

/* The colours at a point of the map and around it. */
const coloursAt = (page, x, y) => page.evaluate(([left, top]) => {
  const canvas = document.querySelector('#map canvas'), box = canvas.getBoundingClientRect(), ratio = canvas.width / box.width;
  return [...canvas.getContext('2d').getImageData(Math.round((left - box.left) * ratio) - 1, Math.round((top - box.top) * ratio) - 1, 3, 3).data].join();
}, [x, y]);

describe('a map of many units', () => {
  it('takes less than 6 MB for 14,000', () => {
    assert.ok(statSync(join(demoRun('size', 14000), 'report.html')).size < 6e6);
  });

  it('gives each the colour of its class, and grey to what the filter leaves out', async () => {
    const {page, close} = await openReport(many), units = new Map(featuresOf(many, 'units').map((one) => [one.properties.name, one.properties]));
    const classes = await classesOf(page), box = await page.locator('#map').boundingBox(), towns = await page.locator('#filter-size option').count();
    assert.equal(classes.length, 6);
    let seen = 0, grey = 0;
    for (const filtered of [false, true]) {
      if (filtered)
        await page.selectOption('#filter-size', {index: towns - 1});
      for (let k = 0; k < 400; k++) {
        const x = Math.round(box.x + 60 + (k % 20) * (box.width - 380) / 20), y = Math.round(box.y + 60 + Math.floor(k / 20) * (box.height - 160) / 20);
        const pixels = (await coloursAt(page, x, y)).split(',').map(Number);
        if (pixels.some((value, i) => value !== pixels[i % 4]) || pixels[3] !== 255)
          continue;
        await page.mouse.move(x, y);
        const [, name, value] = /^(.*)\n.*: ([\d.]+)$/s.exec(await page.locator('.tip').innerText()) || [];
        if (!units.has(name))
          continue;
        const found = classes.filter(([least, most]) => +value >= least && +value <= most).map((one) => one.slice(2).join());
        if (filtered && pixels.slice(0, 3).join() === '238,238,238')
          grey++;
        else
          assert.ok(found.includes(pixels.slice(0, 3).join()), name + ' ' + value + ' is ' + pixels.slice(0, 3));
        seen++;
      }
    }
    assert.ok(seen > 60 && grey > 20, seen + ' points, ' + grey + ' of them grey');
    await close();
  });
});

describe('on paper', () => {
  const paper = async (page) => {
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({media: 'print'});
  };
  /* The rows and columns of a picture that are not empty: [left, top, right, bottom] as shares of it. */
  const inked = (page) => page.evaluate(() => {
    const canvas = document.getElementById('paper-map'), {width, height} = canvas, data = canvas.getContext('2d').getImageData(0, 0, width, height).data;
    let box = [1, 1, 0, 0];
    for (let p = 3; p < data.length; p += 4)
      if (data[p] > 0) {
        const x = (p >> 2) % width / width, y = Math.floor((p >> 2) / width) / height;
        box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
      }
    return box;
  });

  it('is the whole map, with the key of what is shown', async () => {
    for (const width of [1400, 390]) {
      const {page, said, close} = await openReport(demo, {width});
      const before = await page.evaluate(() => location.href), size = await page.locator('#map').boundingBox();
      await paper(page);
      const map = await page.locator('#paper-map').boundingBox();
      assert.ok(map.width > 650 && map.width < 682, 'the map is ' + map.width + ' wide');
      const [left, top, right, bottom] = await inked(page);
      assert.ok(left > 0 && top > 0 && right < 0.999 && bottom < 0.999, [left, top, right, bottom].join());
      assert.ok(right - left > 0.8 || bottom - top > 0.8, [left, top, right, bottom].join());
      assert.deepEqual(await page.locator('#layers label:visible').allInnerTexts().then((all) => all.map((one) => one.trim())), ['Proposed areas', 'Designated areas']);
      await page.emulateMedia({media: 'screen'});
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      assert.equal(await page.evaluate(() => location.href), before);
      assert.deepEqual(await page.locator('#map').boundingBox(), size);
      assert.equal(await page.locator('#paper-map').count(), 0);
      assert.deepEqual(said, []);
      await close();
    }
  });

  it('has the lists whole, and says where the rest is', async () => {
    const {page, close} = await openReport(many), run = runOf(many);
    assert.ok(run.proposed.areas > 20);
    assert.equal(await page.locator('#areas table').first().locator('tbody tr:visible').count(), 20);
    assert.equal(await page.locator('#areas details.rest').first().getAttribute('open'), null);
    await paper(page);
    assert.equal(await page.locator('#areas tbody tr:visible').count(), run.proposed.areas + run.designated.areas);
    assert.equal(await page.locator('.paper').first().innerText(), 'All settings are in the page on the screen, and in run.json.');
    assert.equal(await page.locator('#method details').isVisible(), false);
    const pdf = await page.pdf({format: 'A4'});
    assert.ok(pdf.length > 100000, pdf.length + ' bytes');
    await page.emulateMedia({media: 'screen'});
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    assert.equal(await page.locator('#areas details.rest').first().getAttribute('open'), null);
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
    assert.match(await text(page, '#summary'), new RegExp('compares ' + english(run.counts.units) + ' neighbourhoods'));
    await page.click('#lang-nl');
    assert.equal(await page.getAttribute('html', 'lang'), 'nl');
    assert.match(await text(page, '#summary'), new RegExp('vergelijkt ' + dutch(run.counts.units) + ' buurten'));
    const backtest = await text(page, '#backtest');
    assert.ok(backtest.includes(dutch(100 * run.backtest.recall, 1) + ' %'), backtest);
    assert.ok((await text(page, '#legend')).includes(dutch(run.study.areas.base, 2)), await text(page, '#legend'));
    assert.equal((await hash(page)).get('lang'), 'nl');
    await close();
  });

  it('are not mixed', async () => {
    const unit = featuresOf(rich, 'units').find((one) => one.properties.flags).properties.unit_id;
    const ids = ['proposed', 'designated'].map((kind) => featuresOf(rich, 'focus_areas').find((one) => one.properties.kind === kind).properties.area_id);
    const worded = changedReport(rich, 'worded', (part, data) => {
      const column = (name) => data.columns.find((one) => one.name === name);
      const fill = (name, text) => Object.assign(column(name), {kind: 'text', words: undefined, values: new Array(data.rows).fill(text)});
      if (part === 'areas') {
        fill('certainty', 'uncertain');
        fill('members_certainty', 'sure 4; likely 1000');
        const names = data.columns.find((one) => /^in_.*_names$/.test(one.name)).name;
        fill(names, 'Regio A (possibly); Regio B (partly)');
      }
      if (part === 'units')
        fill('designated_certainty', 'likely');
      if (part === 'run')
        data.audit.findings = findings;
    });
    for (const selected of ['area:' + ids[0], 'area:' + ids[1], 'unit:' + unit]) {
      const {page, close} = await openReport(worded, {hash: '#lang=nl&columns=all&selected=' + selected});
      assert.ok(await page.locator('#detail h2').count() > 0);
      /* What stays English: the program's own messages, licences, and the run's sentences below those of the page. */
      assert.deepEqual(await page.locator('[lang=en]').evaluateAll((all) => [...new Set(all.map((one) => one.id || one.parentElement.tagName))].sort()), ['DETAILS', 'lang-en', 'messages']);
      assert.deepEqual(await page.evaluate(englishLeft), []);
      if (selected === 'area:' + ids[1]) {
        const detail = await text(page, '#detail');
        assert.match(detail, /Hoe zeker\s+onzeker\s/);
        assert.match(detail, /4 zeker; 1\.000 waarschijnlijk/);
        assert.ok((await page.locator('#detail').textContent()).includes('Regio A (mogelijk); Regio B (deels)'));
        assert.ok(detail.includes('De hele zin, in het Engels, de taal van de berekening'), detail);
      }
      await close();
    }
  });

  it('have the findings of the audit and the meaning of chance', async () => {
    const found = changedReport(rich, 'findings', (part, data) => {
      if (part === 'run')
        data.audit.findings = findings;
    });
    const {page, close} = await openReport(found, {hash: '#lang=nl'}), run = runOf(rich);
    const weight = dutch(100 * run.audit.domains.health.nominal_share) + ' %';
    assert.deepEqual(await page.locator('#findings li').allInnerTexts(), [
      'Gezondheid bepaalt 45 % van de score en heeft ' + weight + ' van het gewicht.',
      'Wonen is beter waar de score slechter is (samenhang −0,31); kijk naar de richting van de cijfers.',
      'Goede gezondheid is geschat uit laag inkomen (rangcorrelatie 0,46), dat dan twee keer telt.',
      'Goede gezondheid is geschat uit laag inkomen, dat dan twee keer telt.',
      'Laag inkomen en problematische schulden zetten de buurten in bijna dezelfde volgorde (rangcorrelatie 0,97): één ding dat twee keer telt.',
      'Criminaliteit is hetzelfde in 93 % van de buurten die het hebben.',
      'Criminaliteit ontbreekt in 60 % van de buurten die meedoen.']);
    assert.match(await text(page, '#significance'), /p zegt hoe vaak dezelfde regel ergens op de kaart een even zwaar gebied tekent/);
    assert.match(await text(page, '#quality'), /Deze meldingen zijn in het Engels, zoals in run\.json\./);
    assert.match(await text(page, '#sources'), /bij de berekening in het Engels geschreven/);
    await close();
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
    const link = await page.evaluate(() => location.href), names = await rowNames(page), title = await text(page, '#detail h2');
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
