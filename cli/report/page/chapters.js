/* The chapters below the map. One that the run has nothing for is left out. */
const study = run.study;

function paragraph(text) {
  return element('p', {}, text);
}

function listOf(items) {
  return element('ul', {}, items.filter((item) => item).map((item) => element('li', {}, item)));
}

function totals(kind) {
  const found = run[kind];
  return t('{areas} with {units} and {residents}', {areas: tn('{n} area', '{n} areas', found.areas),
    units: tn('{n} {unit}', '{n} {units}', found.units), residents: tn('{n} resident', '{n} residents', found.population)});
}

function baseShare() {
  const share = 1 - study.areas.base;
  return percent(share, decimalsFor(100 * share, 0));
}

function summaryChapter() {
  const counts = run.counts, out = [
    paragraph(t('This report looks for places where problems pile up: {domains}.', {domains: domains.map(domainName).join(', ')}) + ' ' +
      tn('It compares {n} {unit} and scores {scored}.', 'It compares {n} {units} and scores {scored} of them.', counts.units,
        {scored: number(counts.scored, 0)})),
    paragraph(t('The rule proposes {totals}.', {totals: totals('proposed')})),
  ];
  if (run.designated)
    out.push(paragraph(t('There are designated areas already: {totals}.', {totals: totals('designated')})));
  if (run.backtest && run.backtest.recall !== null)
    out.push(paragraph(t('Of the residents of designated areas {share} live in proposed areas.', {share: percent(run.backtest.recall)})));
  if (run.proposed.left_out && run.proposed.left_out.units)
    out.push(paragraph(tn('{n} {unit} is past the base, but in no area; a click on it says why.',
      '{n} {units} are past the base, but in no area; a click on one says why.', run.proposed.left_out.units)));
  if (run.warnings.length)
    out.push(element('p', {}, tn('{n} thing to know about the data', '{n} things to know about the data', run.warnings.length), ': ',
      element('a', {href: '#quality'}, t('Quality of the data')), '.'));
  return out;
}

function settingText(value) {
  if (typeof value === 'number')
    return number(value, 0);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/* What a study asks for besides the plain national rule. */
function furtherRules() {
  const rule = study.areas, {candidates, size_classes: classes, versus_national: versus} = run, local = rule.threshold;
  const localNames = {municipality: t('municipality'), size_class: t('Size class').toLocaleLowerCase(language)};
  return [
    candidates ? t('Only {some} of {all} {units}, in {n} municipalities, can be in an area.', {some: number(candidates.units, 0), all: number(run.counts.units, 0),
      n: number(candidates.municipalities, 0)}) : '',
    local ? t('What is held against the base is {national} of the national position and {rest} of the position within the {local}.',
      {national: percent(local.national, 0), rest: percent(1 - local.national, 0), local: localNames[local.local] || local.local}) : '',
    !rule.stack ? '' : rule.stack.alone ? t('What counts is the number of domains past the threshold: at least {n}.', {n: number(rule.stack.at_least, 0)})
      : t('A {unit} must be past the threshold on at least {n} domains, too.', {n: number(rule.stack.at_least, 0)}),
    versus ? t('Against the plain national rule {entrants} {units} come in and {dropouts} drop out.', {entrants: number(versus.entrants.units, 0),
      dropouts: number(versus.dropouts.units, 0)}) : '',
  ].filter((text) => text).map((text) => element('li', {}, text)).concat(classes ? element('li', {}, simpleTable(t('Residents of an area by size of the municipality'),
    [t('Size class'), {number: fill('{Units}')}, {number: t('Least')}, {number: t('Most')}], classes.map((one) => [one.class, {number: number(one.units, 0)},
      {number: number(one.floor, 0)}, {number: number(one.ceiling, 0)}]))) : []);
}

/* A large unit cannot be cut, so it may be past the ceiling. */
function lonelyRule() {
  const n = run.proposed.areas_above_ceiling;
  return study.areas.method !== 'levelset' && !n ? '' : t('A single {unit} with more residents than that is an area by itself.') + ' ' +
    (n ? tn('There is {n} such area.', 'There are {n} such areas.', n) : '') + ' ';
}

/* How good a list could be at best; a weight has no decimals that anybody needs. */
function optimalityText(found) {
  return found.gap === 0 ? t('Areas weigh as much as they have residents past the base, and far past it. No list of areas that keeps to these rules weighs more than the proposed ones together.')
    : t('Areas weigh as much as they have residents past the base, and far past it. No list of areas that keeps to these rules weighs more than {bound}; the proposed ones together weigh {weight}, {gap} less.',
      {bound: number(found.bound, 0), weight: number(found.weight, 0), gap: percent(found.gap)});
}

function methodChapter() {
  const rule = study.areas, out = [];
  out.push(element('ol', {},
    element('li', {}, t('Each {unit} gets a score per domain from its figures, and one score over all domains.'), ' ',
      t('A score says how a {unit} compares with the others: 0.80 is worse than 80 % of them.'), ' ',
      tn('A {unit} needs {n} domain to be scored.', 'A {unit} needs at least {n} domains to be scored.', study.score.min_domains)),
    element('li', {}, t('The stack of a {unit} is the number of domains on which it is past the threshold of {threshold}.', {threshold: threshold(stackAt)})),
    element('li', {}, t('Areas are drawn around {units} past the base of {base}: the worst {share}.',
      {base: threshold(rule.base), share: baseShare()}), ' ',
    t('A weaker neighbour may join down to {reach}, if it links more than it costs.', {reach: threshold(rule.reach)})),
    element('li', {}, t('An area has {floor} to {ceiling} residents.', {floor: settingText(rule.floor), ceiling: settingText(rule.ceiling)}), ' ',
      lonelyRule(),
      rule.within === 'municipality' ? t('It lies within one municipality.') : '',
      rule.bridges ? ' ' + t('{Units} with at most {n} residents may be a bridge in it.', {n: number(rule.bridges.max_population, 0)}) : ''),
    furtherRules()));
  if (run.optimality && run.optimality.areas && run.optimality.gap !== null)
    out.push(paragraph(optimalityText(run.optimality)));
  out.push(simpleTable(t('Domains and figures'), [t('Domain'), {number: t('Weight')}, t('Figure'), t('Direction'), {number: t('Weight of the figure')}, t('Source column')],
    indicators.map((one) => [domainName(one.domain), {number: plainNumber(study.domains.find((domain) => domain.name === one.domain).weight)}, nameOf(one.name),
      one.worse === 'high' ? t('higher is worse') : t('lower is worse'), {number: plainNumber(one.weight)}, one.from])));
  out.push(element('details', {class: 'screen'}, element('summary', {}, t('All settings')), element('pre', {}, JSON.stringify(study, null, 2))),
    element('p', {class: 'paper'}, t('All settings are in the page on the screen, and in run.json.')));
  return out;
}

function areaRowCells(row) {
  return [opener('area', row), areas.at('municipality_name', row) || areas.at('municipality', row) || '–', {number: number(areas.at('population', row), 0)},
    {number: number(areas.at('score', row), 3)}, {number: number(areas.at('stack', row), 0)}];
}

function areasChapter() {
  const heads = [t('Area'), t('Municipality'), {number: t('Residents')}, {number: t('Score')}, {number: t('Stack')}], out = [];
  for (const kind of ['proposed', 'designated']) {
    const rows = areas.rows().filter((row) => areas.at('kind', row) === kind).sort((a, b) => (areas.at('rank', a) || 1e9) - (areas.at('rank', b) || 1e9));
    if (rows.length === 0)
      continue;
    const first = rows.slice(0, 20), rest = rows.slice(20);
    const title = kind === 'proposed' ? t('Proposed areas, the heaviest first') : t('Designated areas, the heaviest first');
    out.push(simpleTable(title, heads, first.map(areaRowCells)));
    if (rest.length)
      out.push(element('details', {class: 'rest'}, element('summary', {}, tn('{n} more', '{n} more', rest.length)), simpleTable(title, heads, rest.map(areaRowCells))));
  }
  return out;
}

function methodName(name) {
  return element('code', {}, name);
}

/* What other methods drew, and how far they find the proposed areas. */
function methodsChapter() {
  const found = run.methods, rows = tables.get('agreement');
  if (!found)
    return null;
  const [, ...others] = found.methods, tested = found.methods.some((one) => one.recall !== undefined);
  const missed = (row) => others.filter((one) => parseFloat(rows.at('share_' + one.method, row)) < found.found_from);
  return [
    paragraph(t('Does a list hang on the way it was drawn? The same scores and rules were given to other methods. A method finds a proposed area when half of its residents or more live in areas of that method.')),
    paragraph(t('Every other method finds {some} of the {all} proposed areas.', {some: number(found.areas_found_by_all, 0), all: number(run.proposed.areas, 0)}) + ' ' + t('That methods agree does not make an area right: all of them see the same scores.')),
    simpleTable(t('Areas by method'), [t('Drawn by'), {number: t('Areas')}, {number: fill('{Units}')}, {number: t('Residents')},
      ...(tested ? [{number: t('Of the designated residents in its areas')}, {number: t('Of its residents in designated areas')}] : [])],
    found.methods.map((one) => [element('span', {}, methodName(one.method), one.is_answer ? ' ' + t('(the proposed areas)') : ''), {number: number(one.areas, 0)},
      {number: number(one.units, 0)}, {number: number(one.population, 0)}, ...(tested ? [{number: percent(one.recall)}, {number: percent(one.precision)}] : [])])),
    !rows ? null : simpleTable(t('Proposed areas, and which methods find them'), [t('Area'), {number: t('Residents')}, {number: t('Found by')}, t('Missed by')],
      rows.rows().map((row) => [areaRow.has(rows.at('area_id', row)) ? opener('area', areaRow.get(rows.at('area_id', row))) : rows.at('area_id', row),
        {number: number(parseFloat(rows.at('population', row)), 0)},
        {number: t('{some} of {all}', {some: number(parseFloat(rows.at('found_by', row)), 0), all: number(others.length, 0)})},
        element('span', {}, missed(row).flatMap((one, k) => [k ? ', ' : '', methodName(one.method)]))]))];
}

function backtestChapter() {
  const test = run.backtest;
  if (!test)
    return null;
  const rows = areas.rows().filter((row) => areas.at('kind', row) === 'designated').sort((a, b) =>
    (areas.at('share_in_proposed', b) || 0) - (areas.at('share_in_proposed', a) || 0));
  return [
    paragraph(t('How far does the rule find the areas that are designated already? Designated areas are no truth to be met; a difference is a question.')),
    simpleTable(t('Residents in designated and proposed areas'), [t('Who'), {number: t('Residents')}, {number: t('Share')}], [
      [t('In both'), {number: number(test.population_in_both, 0)}, {number: ''}],
      [t('Designated, not proposed'), {number: number(test.population_missed, 0)}, {number: ''}],
      [t('Proposed, not designated'), {number: number(test.population_extra, 0)}, {number: ''}],
      [t('Of the designated residents in proposed areas'), {number: ''}, {number: percent(test.recall)}],
      [t('Of the proposed residents in designated areas'), {number: ''}, {number: percent(test.precision)}],
      [t('In both, of all in either'), {number: ''}, {number: percent(test.jaccard)}]]),
    rows.length === 0 ? null : simpleTable(t('Designated areas, and how much of each is found'), [t('Area'), t('Municipality'), {number: t('Residents')}, {number: t('Found')}],
      rows.map((row) => [opener('area', row), areas.at('municipality_name', row) || '–', {number: number(areas.at('population', row), 0)},
        {number: percent(areas.at('share_in_proposed', row), 0)}])),
  ];
}

function programmesChapter() {
  if (deals.size === 0)
    return null;
  const programmes = run.programmes.filter((one) => one.proposed);
  const rows = [...deals.values()].map((deal) => {
    const of = (kind) => [...deal.areas].filter((row) => areas.at('kind', row) === kind).length;
    return {deal, proposed: of('proposed'), designated: of('designated')};
  }).sort((a, b) => b.proposed + b.designated - a.proposed - a.designated || (a.deal.name < b.deal.name ? -1 : 1));
  const choose = (deal) => element('button', {type: 'button', class: 'link', on: {click: () => {
    change({deal: deal.key});
    showFilters();
    document.getElementById('map-part').scrollIntoView();
  }}}, given(deal.name));
  return [
    paragraph(t('A region of whole municipalities covers every area in them. That does not say that its money goes there.')),
    programmes.length === 0 ? null : simpleTable(t('How areas stand to the programmes'), [t('Programme'), t('Kind'), {number: t('Inside')}, {number: t('Partly')},
      {number: t('Possibly')}, {number: t('Beside it')}, {number: t('None')}, {number: t('Residents surely in it')}], programmes.flatMap(relationRows)),
    simpleTable(t('Areas per programme region'), [t('Region'), t('Programme'), {number: t('Proposed areas')}, {number: t('Designated areas')}],
      rows.map((one) => [choose(one.deal), one.deal.programme, {number: number(one.proposed, 0)}, {number: number(one.designated, 0)}]))];
}

function evidenceChapter() {
  if (run.evidence.length === 0)
    return null;
  return [paragraph(t('Clusters are a second look: are high values near each other by more than chance? They never draw an area.')),
    simpleTable(t('Clusters of {units}'), [t('Statistic'), t('Of'), t('Cluster'), {number: fill('{Units}')}], run.evidence.flatMap((one) =>
      Object.entries(one.clusters).map(([word, count]) => [meaning(one.statistic), nameOf(one.of), meaning(word), {number: number(count, 0)}])))];
}

/* In how many of the areas of a kind, for the names of relations. */
function relationRows(programme) {
  return ['designated', 'proposed'].filter((kind) => programme[kind]).map((kind) => [programme.name, capital(meaning(kind)),
    ...['inside', 'partly', 'possibly', 'ring', 'none'].map((relation) => ({number: number(programme[kind][relation], 0)})),
    {number: number(programme[kind].population, 0)}]);
}

const choiceNames = {weights: N_('weights of the domains'), normalise: N_('how figures are made comparable'), base: N_('the base'), reach: N_('the reach'),
  floor: N_('the floor'), ceiling: N_('the ceiling'), contiguity: N_('what neighbours are'), leave_out: N_('a figure left out'),
  missing: N_('how missing figures count'), min_domains: N_('how many domains a {unit} needs'), rest: N_('choices together, and chance')};

function stabilityChapter() {
  const found = run.stability;
  if (!found)
    return null;
  const choices = Object.entries(found.jaccard.variance_shares || {}).sort((a, b) => b[1] - a[1]);
  const rows = areas.rows().filter((row) => areas.at('survival', row) !== null).sort((a, b) => areas.at('survival', a) - areas.at('survival', b));
  const firm = rows.filter((row) => areas.at('survival', row) >= 0.9).length;
  return [
    paragraph(tn('The choices behind the rule were varied: {n} variant was computed.', 'The choices behind the rule were varied within reason: {n} variants were computed.',
      found.variants)),
    paragraph(t('{firm} of {all} proposed areas come back in 90 % of the variants or more.', {firm: number(firm, 0), all: number(rows.length, 0)}) + ' ' +
      t('In every variant {some} {units} are in an area; in at least one {any} are.', {some: number(found.units_in_every_variant, 0), any: number(found.units_in_any_variant, 0)})),
    factList([[t('Likeness of a variant to the result'), t('{mean} on average; nine in ten between {low} and {high}',
      {mean: percent(found.jaccard.mean, 0), low: percent(found.jaccard.p05, 0), high: percent(found.jaccard.p95, 0)})],
    [t('Residents in the areas of a variant'), t('{mean} on average; nine in ten between {low} and {high}',
      {mean: number(found.population.mean, 0), low: number(found.population.p05, 0), high: number(found.population.p95, 0)})]]),
    choices.length === 0 ? null : simpleTable(t('What the outcome depends on most'), [t('Choice'), {number: t('Share of the differences')}],
      choices.map(([name, share]) => [choiceNames[name] ? t(choiceNames[name]) : nameOf(name), {number: percent(share, 0)}])),
    rows.length === 0 ? null : simpleTable(t('The least certain areas'), [t('Area'), t('Municipality'), {number: t('Comes back in')}], rows.slice(0, 20).map((row) =>
      [opener('area', row), areas.at('municipality_name', row) || '–', {number: percent(areas.at('survival', row), 0)}]))];
}

const meaningOfChance = N_('p is how often the same rule draws an area as heavy anywhere on the map when the values are dealt out to the {units} at random. A small p says that the area is no accident of the search, not that its outline or its rank is certain. A large p does not say that its problems are not real: by chance one {unit} of many residents that is dealt bad values weighs as much.');

function significanceChapter() {
  const found = run.significance;
  if (!found)
    return null;
  const below = found.areas.filter((one) => one.p <= 0.05).length;
  return [
    paragraph(t('Would chance draw areas as heavy? The scores were dealt out to the {units} at random {n} times, and the same rule was applied.', {n: number(found.replicates, 0)})),
    paragraph(tn('{n} area is so heavy that chance does as well in at most 1 of 20 cases.', '{n} areas are so heavy that chance does as well in at most 1 of 20 cases.', below)),
    paragraph(t(meaningOfChance))];
}

/* What the audit of the index found, by kind. The reason why a figure is modelled is the study's own. */
function findingText(one) {
  const whole = one.value === null ? '–' : percent(one.value, 0), correlation = number(one.value, 2);
  const domain = capital(one.domain ? domainName(one.domain) : ''), figure = capital(nameOf(one.indicator || '')), other = nameOf(one.other || '');
  switch (one.kind) {
  case 'drives':
    return t('{domain} has {share} of the say in the score and {weight} of the weight.', {domain, share: whole,
      weight: percent(run.audit.domains[one.domain].nominal_share, 0)});
  case 'contrary':
    return t('{domain} is better where the score is worse (correlation {correlation}); look at the direction of its figures.', {domain, correlation});
  case 'modelled': {
    const said = (study.audit.modelled || []).find((made) => made.indicator === one.indicator && made.from.includes(one.other));
    return [one.value === null ? t('{figure} is modelled from {other}, which then counts twice.', {figure, other})
      : t('{figure} is modelled from {other} (rank correlation {correlation}), which then counts twice.', {figure, other, correlation}),
    said && said.why ? [' ', t('The study says why:'), ' ', given(said.why)] : null];
  }
  case 'duplicate':
    return t('{figure} and {other} rank the {units} alike (rank correlation {correlation}): one thing counted twice.', {figure, other, correlation});
  case 'almost_constant':
    return t('{figure} is the same in {share} of the {units} that have it.', {figure, share: whole});
  case 'mostly_missing':
    return t('{figure} is missing in {share} of the {units} that take part.', {figure, share: whole});
  default:
    return element('span', {lang: 'en'}, given(one.text));
  }
}

function auditChapter() {
  const found = run.audit;
  if (!found)
    return null;
  const rows = (group, say) => Object.entries(group).map(([name, one]) => [say(name), {number: percent(one.nominal_share)}, {number: percent(one.effective_share)}]);
  const heads = (first) => [first, {number: t('Share as weighted')}, {number: t('Share as it works out')}];
  return [paragraph(t('How much does each domain count? A domain that goes along with others counts for more than its weight, one that stands alone for less.')),
    simpleTable(t('Weight and effect of domains'), heads(t('Domain')), rows(found.domains, domainName)),
    simpleTable(t('Weight and effect of figures'), heads(t('Figure')), rows(found.indicators, nameOf)),
    found.findings.length === 0 ? null : element('ul', {id: 'findings'}, found.findings.map((one) => element('li', {}, findingText(one))))];
}

const ruleNames = {per_area: N_('the same for each area'), per_resident: N_('by residents'), by_weight: N_('by weight'), by_domain: N_('by domain')};

function euro(value) {
  return value === null || value === undefined ? '–' : '€ ' + number(value, 0);
}

function lineText(sum) {
  const area = (one) => (areaRow.has(one.area_id) ? areas.at('name', areaRow.get(one.area_id)) || one.area_id : one.area_id);
  return sum.last_in && sum.first_out ? t('{last} is the last that is paid; {first} just misses it.', {last: area(sum.last_in), first: area(sum.first_out)}) +
    (sum.needed_eur ? ' ' + t('With {sum} more it would be in.', {sum: euro(sum.needed_eur)}) : '') : null;
}

function budgetChapter() {
  if (!run.budget || run.budget.length === 0)
    return null;
  const name = (one) => (one.scenario === 'budget' ? t('The budget') : one.scenario.replace(/_/g, ' '));
  return [simpleTable(t('Who could be paid'), [t('Scenario'), t('Shared out'), {number: t('Sum')}, {number: t('Areas paid')}, {number: t('Residents')}, {number: t('Left over')}],
    run.budget.map((one) => [name(one), ruleNames[one.rule] ? t(ruleNames[one.rule]) : one.rule, {number: euro(one.total_eur === null ? one.granted_eur + one.left_eur : one.total_eur)},
      {number: t('{some} of {all}', {some: number(one.n_funded, 0), all: number(one.n_areas, 0)})}, {number: number(one.funded_population, 0)}, {number: euro(one.left_eur)}])),
  ...run.budget.flatMap((one) => one.sums.map((sum) => [one, sum, lineText(sum)])).filter(([, , text]) => text).map(([one, sum, text]) =>
    element('p', {}, element('strong', {}, name(one) + (sum.domain ? ', ' + domainName(sum.domain) : '') + ': '), given(text)))];
}

function adoptedChapter() {
  const found = run.adopted, rows = tables.get('adopted');
  if (!found)
    return null;
  const cells = (one) => [{number: number(one.units, 0)}, {number: number(one.population, 0)}];
  return [simpleTable(t('Adopted areas against proposed ones'), [t('What'), {number: fill('{Units}')}, {number: t('Residents')}],
    [[t('Adopted'), found.adopted], [t('Adopted and proposed'), found.kept], [t('Added'), found.added], [t('Dropped'), found.dropped]].filter(([, one]) => one)
      .map(([head, one]) => [head, ...cells(one)])),
  rows ? simpleTable(t('Adopted areas'), [t('Area'), t('Proposed area'), {number: t('Residents')}, {number: t('Added')}, {number: t('Dropped')}],
    rows.rows().map((row) => [rows.at('name', row) || rows.at('adopted_id', row), rows.at('proposed_name', row) || '–', ...['population', 'added_population', 'dropped_population']
      .map((column) => ({number: number(parseFloat(rows.at(column, row)), 0)}))])) : null];
}

function joinRow(join) {
  return [join.table, join.level ? nameOf(join.level) : fill('{Units}'), {number: number(join.matched, 0)}, {number: number(join.units_without_row, 0)},
    {number: percent(join.units_without_row_share_of_population)}, {number: number(join.rows_without_unit, 0)}];
}

function qualityChapter() {
  const counts = run.counts, out = [], fallback = (name) => Object.values((counts.fallback[name] || {levels: {}}).levels).reduce((a, b) => a + b, 0);
  out.push(factList([[fill('{Units}'), number(counts.units, 0)], [t('Scored'), number(counts.scored, 0)], [t('Not scored'), number(counts.not_scored, 0)],
    [t('Without residents'), number(counts.uninhabited, 0)], [t('Residents not known'), number(counts.population_missing, 0)],
    [t('Outlines repaired'), number(counts.repaired_geometries, 0)], [t('Without an outline'), number(counts.empty_geometries, 0)],
    [t('Without a neighbour'), number(counts.islands, 0)]]));
  if (run.joins.length)
    out.push(simpleTable(t('Tables joined by code'), [t('Table'), t('Level'), {number: t('Matched')}, {number: t('Without a row')},
      {number: t('Their residents')}, {number: t('Rows left over')}], run.joins.map(joinRow)));
  out.push(simpleTable(t('Missing figures'), [t('Figure'), {number: t('{Units} without it')}, {number: t('Share')}, {number: t('Of a level above')}],
    Object.entries(counts.missing).map(([name, one]) => [nameOf(name), {number: number(one.units, 0)}, {number: percent(one.units / counts.units)},
      {number: number(fallback(name), 0)}])));
  const topology = run.units.topology;
  out.push(factList([[t('Overlaps between {units}'), number(topology.overlaps.pairs, 0)], [t('Their area'), plainNumber(topology.overlaps.km2) + ' km²'],
    [t('Gaps between {units}'), number(topology.gaps.gaps, 0)], [t('Their area'), plainNumber(topology.gaps.km2) + ' km²']]));
  if (run.warnings.length)
    out.push(element('h3', {}, t('Messages of the run')), language === 'en' ? null : paragraph(t('These messages are in English, as in run.json.')), element('ul', {lang: 'en', id: 'messages'}, run.warnings.map((warning) => element('li', {}, given(warning.text)))));
  return out;
}

/* What a file was read for: "units", "table health", "programme Regio Deals". */
function roleText(role) {
  const [, first, rest] = /^(table|programme) (.*)$/.exec(role) || [];
  return first === 'table' ? t('table {name}', {name: rest}) : first === 'programme' ? t('programme {name}', {name: rest}) : meaning(role);
}

/* Files of a list that the program has with it are named after it: "list nplv: areas.csv". */
function fileText(file) {
  const [, name, rest] = /^list ([^:]+): (.*)$/.exec(file) || [];
  return rest === undefined ? file : t('list {name}: {file}', {name, file: rest});
}

function sourcesChapter() {
  const program = run.program;
  return [
    simpleTable(t('Files that were read'), [t('What for'), t('File'), 'SHA-256'], run.inputs.map((input) => [roleText(input.role), fileText(input.file),
      element('code', {class: 'hash'}, input.sha256)])),
    paragraph(t('Coordinates: {crs}. The map shows simplified outlines.', {crs: (run.crs.code ? run.crs.code + ', ' : '') + run.crs.name})),
    paragraph(t('Made with {program} {version} (GDAL {gdal}, GEOS {geos}, PROJ {proj}); seed {seed}.', {program: program.name, version: program.version,
      gdal: program.gdal, geos: program.geos, proj: program.proj, seed: run.seed})),
    sentencesIn ? paragraph(t('The sentences that explain areas and {units} were written in {language} when the study was run; in the other language the page puts shorter ones together.',
      {language: languageOfRun()})) : null,
    element('details', {class: 'screen'}, element('summary', {}, t('Licence of the map software in this page')), element('pre', {lang: 'en'}, words.leaflet)),
  ];
}

const chapters = [
  ['summary', () => t('Summary'), summaryChapter],
  ['method', () => t('Method'), methodChapter],
  ['areas', () => t('Areas'), areasChapter],
  ['backtest', () => t('Against the designated areas'), backtestChapter],
  ['methods', () => t('Several methods'), methodsChapter],
  ['programmes', () => t('Programme regions'), programmesChapter],
  ['adopted', () => t('Adopted areas'), adoptedChapter],
  ['stability', () => t('How firm the outcome is'), stabilityChapter],
  ['significance', () => t('Chance'), significanceChapter],
  ['evidence', () => t('Clusters'), evidenceChapter],
  ['audit', () => t('The score looked at'), auditChapter],
  ['budget', () => t('Money'), budgetChapter],
  ['quality', () => t('Quality of the data'), qualityChapter],
  ['sources', () => t('Sources and versions'), sourcesChapter],
];

function showChapters() {
  const made = chapters.map(([id, title, make]) => ({id, title: title(), parts: make()})).filter((one) => one.parts);
  replace('contents', element('ul', {}, made.map((one) => element('li', {}, element('button', {type: 'button', class: 'link', on: {click: () => {
    const head = document.getElementById(one.id).querySelector('h2');
    head.scrollIntoView();
    head.focus({preventScroll: true});
  }}}, one.title)))));
  replace('chapters', made.map((one) => element('section', {id: one.id, 'aria-labelledby': one.id + '-head'},
    element('h2', {id: one.id + '-head', tabindex: '-1'}, one.title), one.parts.filter((part) => part))));
}
