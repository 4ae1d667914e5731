#!/usr/bin/env bash
# The report in a real browser.
#   browser.sh SOURCE
# Exit status 77 (skipped) without Node, Chromium, or the packages of tests/browser (npm ci in that folder).
set -euo pipefail
cd "$1/tests/browser"
command -v node >/dev/null || { echo "no node: skipped"; exit 77; }
[ -x "${BRANDPUNT_CHROMIUM:-/usr/bin/chromium}" ] || { echo "no chromium: skipped"; exit 77; }
[ -d node_modules/playwright-core ] && [ -d node_modules/axe-core ] || { echo "run 'npm ci' in tests/browser: skipped"; exit 77; }
exec node --test ${BROWSER_TEST:+--test-name-pattern="$BROWSER_TEST"} --test-concurrency=1 --test-reporter=spec report.test.mjs
