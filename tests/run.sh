#!/usr/bin/env bash
# Installs what is missing, builds once, runs every suite, and ends with one line: N passed, N failed, N skipped.
# The exit code is 0 only if every suite ran and nothing failed. Needs the .NET SDK and Node; Chromium and PostgreSQL are installed if
# they are missing (as root, from Debian). CONFIGURATION=Debug builds the other way. Results lie in TestResults/.
#   --record   what the fault harnesses counted becomes tests/reliability.json (of a release: tests/reliability.release.json) and the
#              table in the README, if everything passed
#   --release  the harnesses do ten to fifty times as much (hours); RELIABILITY_MINUTES=5 ends each part after so long, if it has done
#              as much as in an ordinary run, and the summary says how far it came. What a harness has done is shown as it goes.
set -uo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

RECORD= RELIABILITY_KIND=ci SLOWER=1 SEEDS=20000
for argument; do
  case $argument in
    --record) RECORD=--record ;;
    --release) RELIABILITY_KIND=release SLOWER=40 SEEDS=1000000 ;;
    *) echo "tests/run.sh knows --record and --release, not $argument."; exit 2 ;;
  esac
done

CONFIGURATION=${CONFIGURATION:-Release}
RESULTS=$PWD/TestResults
ENGINE_COVERAGE=90 # per cent of the engine's lines
export RELIABILITY_KIND RELIABILITY_RESULTS=$RESULTS/reliability
# Tests compile much and run briefly: what makes compiled code safer against attackers, or faster in the long run, is a fifth of their time.
export DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0
export CONFIGURATION DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false NPM_CONFIG_UPDATE_NOTIFIER=false
rm -rf "$RESULTS"
mkdir -p "$RELIABILITY_RESULTS"
: > "$RELIABILITY_RESULTS/progress.log"
if [ $RELIABILITY_KIND = release ]; then
  tail -f --pid=$$ "$RELIABILITY_RESULTS/progress.log" &
fi

step() { printf '\n== %s (%d:%02d)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60)); }
die() { printf '%s\n\n0 passed, 1 failed, 0 skipped\n' "$1"; exit 1; }

# suite NAME RESULT-FILE MINUTES COMMAND...: runs one suite, within its time, and notes how it ended.
suite() {
  local name=$1 file=$2 minutes=$(($3 * SLOWER)) code
  shift 3
  step "$name"
  timeout --kill-after=20 "${minutes}m" "$@"
  code=$?
  [ $code = 124 ] && echo "$name took longer than $minutes minutes and was ended."
  printf '%s\t%d\t%s\n' "$name" "$code" "$file" >> "$RESULTS/suites.tsv"
}

dotnet_suite() { # NAME PROJECT MINUTES ARGUMENTS...: one trx per suite, since dotnet test prints no total of its own
  local name=$1 project=$2 minutes=$3
  shift 3
  suite "$name" "$name.trx" "$minutes" dotnet test "tests/$project/$project.csproj" --no-build -c "$CONFIGURATION" \
    --results-directory "$RESULTS" --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=normal" \
    --blame-hang-timeout "$((minutes * SLOWER - 1))m" --blame-hang-dump-type none "$@"
}

vitest_suite() { # NAME FOLDER MINUTES
  suite "$1" "$1.json" "$3" npm --prefix "$2" test --silent -- --reporter=verbose --reporter=json --outputFile.json="$RESULTS/$1.json"
}

command -v dotnet >/dev/null || die "The .NET SDK was not found: install .NET 10."
command -v npm >/dev/null || die "npm was not found: install Node.js 20.19 or later."

step "Chromium"
# Its headless build draws the same pages with half the work: without it, any Chromium will do.
CHROMIUM=${CHROMIUM:-$(command -v chromium-headless-shell || true)}
for package in chromium-headless-shell chromium; do
  [ -z "$CHROMIUM" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || continue
  echo "Installing Debian's $package."
  { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $package ||
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $package; }; } > "$RESULTS/chromium.log" 2>&1 ||
    tail -5 "$RESULTS/chromium.log"
  CHROMIUM=$(command -v $package || true)
done
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
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
# One compiler for all projects, whatever the environment says; it would wait for more work beside what is measured.
dotnet build GameServer.sln -c "$CONFIGURATION" -v minimal --nologo -p:UseSharedCompilation=true || die "The build failed; nothing was tested."
dotnet build-server shutdown --vbcscompiler > /dev/null
if [ ! tests/e2e/node_modules/.package-lock.json -nt tests/e2e/package-lock.json ]; then
  npm --prefix tests/e2e ci --loglevel=error || die "The browser tests' packages could not be installed."
fi

dotnet_suite GameServer.Tests GameServer.Tests 8 --collect "XPlat Code Coverage" --settings tests/coverage.runsettings --filter "FullyQualifiedName!~.Simulation."
suite "Engine coverage" - 1 node tests/run/coverage.mjs "$RESULTS" "$ENGINE_COVERAGE"
# By itself: what measures coverage would slow it down, and one heap for each core speeds it up. Its worlds know no time but their own,
# so in an ordinary run it takes what the others leave of the machine: they measure times, which it must not disturb. Its start may take long.
(
  export VSTEST_CONNECTION_TIMEOUT=900 # s
  [ $RELIABILITY_KIND = release ] || chrt --idle --pid 0 $BASHPID || renice -n 19 $BASHPID
  SIM_SEEDS=${SIM_SEEDS:-$SEEDS} dotnet_suite Simulation GameServer.Tests 25 --filter "FullyQualifiedName~.Simulation." -e DOTNET_gcServer=1
) > "$RESULTS/simulation.log" 2>&1 &
SIMULATION=$!
trap 'kill $(cat /proc/$SIMULATION/task/*/children 2>/dev/null) 2>/dev/null' EXIT # it would go on for long after an interrupted run
[ $RELIABILITY_KIND = ci ] || wait $SIMULATION
dotnet_suite GameServer.IntegrationTests GameServer.IntegrationTests 40
vitest_suite web src/web 3
suite "web lint" - 1 npm --prefix src/web run lint --silent
suite "browser types" - 1 npm --prefix tests/e2e run check --silent
vitest_suite browser tests/e2e 20
wait $SIMULATION
cat "$RESULTS/simulation.log"

suite "reliability" - 1 node tests/run/reliability.mjs "$RESULTS" $RELIABILITY_KIND $SECONDS

step "Totals"
node tests/run/totals.mjs "$RESULTS" || exit 1
[ -z "$RECORD" ] || node tests/run/reliability.mjs "$RESULTS" $RELIABILITY_KIND $SECONDS $RECORD > /dev/null
