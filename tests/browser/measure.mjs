/* How long the page takes for a click, a filter, another theme: node measure.mjs FILE.html [rounds]. Each is from the
   event until the page has been laid out and drawn for it, in the page itself; the best and the middle of the rounds. */
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const [file, rounds = '9'] = process.argv.slice(2);
const browser = await chromium.launch({executablePath: process.env.BRANDPUNT_CHROMIUM || '/usr/bin/chromium',
  args: process.getuid && process.getuid() === 0 ? ['--no-sandbox'] : []});
const page = await (await browser.newContext({viewport: {width: 1400, height: 900}})).newPage();
page.setDefaultTimeout(600000);
const begin = Date.now();
await page.goto(pathToFileURL(file).href, {timeout: 600000});
console.log('open'.padEnd(28), String(Date.now() - begin).padStart(6) + ' ms');

async function measure(name, act) {
  const times = [];
  for (let round = 0; round < +rounds; round++)
    times.push(await page.evaluate(([body, k]) => new Promise((done) => {
      const start = performance.now();
      new Function('k', body)(k);
      /* The script has run; a frame is asked for, and what comes after it is drawn. */
      const scripted = performance.now() - start;
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done([scripted, performance.now() - start]);
        channel.port2.postMessage(0);
      });
    }), [act, round]));
  const ordered = (at) => times.map((one) => one[at]).sort((a, b) => a - b);
  const show = (list) => list[0].toFixed(0).padStart(5) + ' ms best,' + list[list.length >> 1].toFixed(0).padStart(5) + ' ms middle';
  console.log(name.padEnd(28), 'script', show(ordered(0)), ' drawn', show(ordered(1)));
}

const choose = (id) => "const list = document.getElementById('" + id + "'); list.selectedIndex = 1 + k % (list.options.length - 1); list.dispatchEvent(new Event('change'));";
await measure('click on the map', "const box = document.getElementById('map').getBoundingClientRect(); const at = {clientX: box.left + 200 + 20 * k, clientY: box.top + 300 + 10 * k, bubbles: true};" +
  "const target = document.elementFromPoint(at.clientX, at.clientY); for (const name of ['mousedown', 'mouseup', 'click']) target.dispatchEvent(new MouseEvent(name, at));");
await measure('choose a theme', choose('theme'));
await measure('filter by size', choose('filter-size'));
await measure('filter by kind', choose('filter-kind'));
await measure('clear the filter', "document.getElementById('clear').click();");
await measure('table of units', "document.getElementById(k % 2 ? 'tab-areas' : 'tab-units').click();");
await measure('filter by municipality', choose('filter-municipality'));
await browser.close();
