# Shared by tests/run and tests/deep.sh: builds, runs, counts. source tests/lib.sh [FOLDER OF LOGS]
export LC_ALL=C.UTF-8
passed=0
failed=0
skipped=0
failures=()
launcher=() # what run_rooms puts before each program
logs=${1:-build/test-logs}
mkdir -p "$logs"

# number_in LOG PATTERN: the number that the last line with the pattern holds, or nothing.
number_in() { grep -aE "$2" "$1" | tail -n 1 | grep -oE '[0-9]+' | tail -n 1; }

# Adds what a program printed: GoogleTest's closing lines, or "N passed, N failed".
count() {
  local name=$1 log=$2 code=$3 seconds=$4 ok bad left closing
  ok=$(number_in "$log" '^\[  PASSED  \] [0-9]+ tests?\.$')
  bad=$(number_in "$log" '^\[  FAILED  \] [0-9]+ tests?, listed below:$')
  left=$(number_in "$log" '^\[  SKIPPED \] [0-9]+ tests?, listed below:$')
  closing=$(grep -aE '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
  if [ -z "$ok" ] && [ -n "$closing" ]; then
    read -r ok _ bad _ <<<"$closing" # "12 passed, 0 failed"
    left=$(grep -acE '^skipped: ' "$log")
  elif [ -z "$ok" ]; then # it died, or never closed: what it had passed until then, and one failure
    ok=$(grep -acE '^\[       OK \] ' "$log")
    bad=$(($(grep -acE '^\[  FAILED  \] .* ms\)$' "$log") + 1))
  fi
  bad=${bad:-0} left=${left:-0}
  # Nothing ran: a filter that matches no test, a program without any.
  [ $((ok + bad + left)) -gt 0 ] || bad=1
  # Something after the last test went wrong: a leak, a sanitizer's finding.
  [ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  passed=$((passed + ok))
  failed=$((failed + bad))
  skipped=$((skipped + left))
  printf '%-24s %5d passed, %d failed%s, %d s\n' "$name" "$ok" "$bad" "$([ "$left" -eq 0 ] || echo ", $left skipped")" "$seconds"
  [ "$bad" -eq 0 ] || explain "$name" "$log" "$code"
}

explain() {
  failures+=("$1")
  echo "  ended with $3; all it said is in $2"
  grep -aE '^\[  FAILED  \] .* ms\)$|Failure$|^FAILED|ERROR: |WARNING: ThreadSanitizer|runtime error|broken invariant' "$2" | head -n 20 | sed 's/^/  /'
  tail -n 15 "$2" | sed 's/^/  | /'
}

# run_one NAME COMMAND...
run_one() {
  local name=$1 started=$SECONDS code=0
  shift
  local log="$logs/${name//\//-}.log"
  "$@" >"$log" 2>&1 </dev/null || code=$?
  count "$name" "$log" "$code" $((SECONDS - started))
}

# build PRESET [TARGET...]: everything, or the targets. What does not build is a failure, and ends the run.
build() {
  local preset=$1 started=$SECONDS log="$logs/build-$1.log"
  shift
  if cmake --preset "$preset" >"$log" 2>&1 && ninja -C "build/$preset" "$@" >>"$log" 2>&1; then
    printf '%-24s built, %d s\n' "$preset" $((SECONDS - started))
    return 0
  fi
  echo "the preset $preset does not build; all of it is in $log"
  grep -aE -A 3 'error|^FAILED|Error' "$log" | head -n 60
  tail -n 5 "$log"
  failures+=("build $preset")
  failed=$((failed + 1))
  finish
}

# The test programs of rooms: test_targets ROOM...
test_targets() { printf 'praxis_%s_test\n' "$@"; }

run_rooms() {
  local preset=$1 room
  shift
  for room in "$@"; do run_one "$preset/$room" "${launcher[@]}" "build/$preset/praxis_${room}_test"; done
}

# Every test program that the preset has built.
run_unit() {
  local preset=$1 program name
  shift
  for program in build/"$preset"/praxis_*_test; do
    name=$(basename "$program" _test)
    run_one "$preset/${name#praxis_}" "$program" "$@"
  done
}

# The scenarios of the shipped packs and of packs the engine never heard of, each over HTTP on a fresh tenant.
run_scenarios() {
  run_one "$1/scenarios-sqlite" "build/$1/praxis" pack test --packs tests/scenarios/packs
  run_one "$1/scenarios-postgres" tests/support/with_postgres "build/$1/praxis" pack test --packs tests/scenarios/packs \
    --postgres '{postgres}'
}

# run_crashes PRESET ROUNDS: kill -9 during writes; nothing acknowledged is lost.
run_crashes() {
  run_one "$1/crash-sqlite" tests/crash/run "$1" "$2" sqlite
  run_one "$1/crash-postgres" tests/support/with_postgres tests/crash/run "$1" "$2" postgres
}

finish() {
  [ ${#failures[@]} -eq 0 ] || printf 'failed: %s\n' "${failures[@]}"
  [ "$skipped" -eq 0 ] || printf '%d skipped, in neither count\n' "$skipped"
  printf 'took %d min %d s\n' $((SECONDS / 60)) $((SECONDS % 60))
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit
}
