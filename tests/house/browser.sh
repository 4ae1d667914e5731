#!/usr/bin/env bash
# The report in a real browser.
#   browser.sh SOURCE
# Exit status 77 (skipped) without Node, Chromium, or the packages of tests/browser (npm ci in that folder).
set -euo pipefail
cd "$1/tests/browser"
command -v node >/dev/null || { echo "no node: skipped"; exit 77; }
[ -x "${BRANDPUNT_CHROMIUM:-/usr/bin/chromium}" ] || { echo "no chromium: skipped"; exit 77; }
for package in playwright-core axe-core; do
    [ -d "node_modules/$package" ] || { echo "run 'npm ci' in tests/browser: skipped"; exit 77; }
done
# BROWSER_TEST: only the tests whose names match.
pattern=()
[ -z "${BROWSER_TEST:-}" ] || pattern=(--test-name-pattern="$BROWSER_TEST")
exec node --test "${pattern[@]}" --test-concurrency=1 --test-reporter=spec report.test.mjs
