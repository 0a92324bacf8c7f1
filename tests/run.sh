#!/usr/bin/env bash
# Installs what is missing, builds once, runs every suite, and ends with one line: N passed, N failed, N skipped.
# The exit code is 0 only if every suite ran and nothing failed. Needs the .NET SDK and Node; Chromium is installed if it is
# missing (as root, from Debian). CONFIGURATION=Debug builds the other way. Results lie in TestResults/.
set -uo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

CONFIGURATION=${CONFIGURATION:-Release}
RESULTS=$PWD/TestResults
ENGINE_COVERAGE=90 # per cent of the engine's lines
export CONFIGURATION DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false NPM_CONFIG_UPDATE_NOTIFIER=false
rm -rf "$RESULTS"
mkdir -p "$RESULTS"

step() { printf '\n== %s (%d:%02d)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60)); }
die() { printf '%s\n\n0 passed, 1 failed, 0 skipped\n' "$1"; exit 1; }

# suite NAME RESULT-FILE MINUTES COMMAND...: runs one suite, within its time, and notes how it ended.
suite() {
  local name=$1 file=$2 minutes=$3 code
  shift 3
  step "$name"
  timeout --kill-after=20 "${minutes}m" "$@"
  code=$?
  [ $code = 124 ] && echo "$name took longer than $minutes minutes and was ended."
  printf '%s\t%d\t%s\n' "$name" "$code" "$file" >> "$RESULTS/suites.tsv"
}

dotnet_suite() { # PROJECT MINUTES ARGUMENTS...: one trx per project, since dotnet test prints no total of its own
  local project=$1 minutes=$2
  shift 2
  suite "$project" "$project.trx" "$minutes" dotnet test "tests/$project/$project.csproj" --no-build -c "$CONFIGURATION" \
    --results-directory "$RESULTS" --logger "trx;LogFileName=$project.trx" --logger "console;verbosity=normal" \
    --blame-hang-timeout "$((minutes - 1))m" --blame-hang-dump-type none "$@"
}

vitest_suite() { # NAME FOLDER MINUTES
  suite "$1" "$1.json" "$3" npm --prefix "$2" test --silent -- --reporter=verbose --reporter=json --outputFile.json="$RESULTS/$1.json"
}

command -v dotnet >/dev/null || die "The .NET SDK was not found: install .NET 10."
command -v npm >/dev/null || die "npm was not found: install Node.js 20.19 or later."

step "Chromium"
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$CHROMIUM" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Debian's chromium."
  { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium ||
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; }; } > "$RESULTS/chromium.log" 2>&1 ||
    tail -5 "$RESULTS/chromium.log"
  CHROMIUM=$(command -v chromium || true)
fi
[ -n "$CHROMIUM" ] || die "The browser tests need Chromium: install the package chromium, or name one in CHROMIUM."
export CHROMIUM
echo "$CHROMIUM"

# The tests start private servers of it on loopback; the system's own one is left alone.
step "PostgreSQL"
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Debian's postgresql."
  { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql ||
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; }; } > "$RESULTS/postgresql.log" 2>&1 ||
    tail -5 "$RESULTS/postgresql.log"
fi
ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null || command -v initdb || die "The tests of the PostgreSQL journal need it: install the package postgresql."

step "Build ($CONFIGURATION)"
dotnet build GameServer.sln -c "$CONFIGURATION" -v minimal --nologo || die "The build failed; nothing was tested."
if [ ! tests/e2e/node_modules/.package-lock.json -nt tests/e2e/package-lock.json ]; then
  npm --prefix tests/e2e ci --loglevel=error || die "The browser tests' packages could not be installed."
fi

dotnet_suite GameServer.Tests 8 --collect "XPlat Code Coverage" --settings tests/coverage.runsettings
suite "Engine coverage" - 1 node tests/run/coverage.mjs "$RESULTS" "$ENGINE_COVERAGE"
dotnet_suite GameServer.IntegrationTests 20
vitest_suite web src/web 3
suite "web lint" - 1 npm --prefix src/web run lint --silent
suite "browser types" - 1 npm --prefix tests/e2e run check --silent
vitest_suite browser tests/e2e 15

step "Totals"
node tests/run/totals.mjs "$RESULTS"
