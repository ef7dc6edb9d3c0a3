# Shared by tests/run: builds, runs, counts.
passed=0
failed=0
failures=()
logs=build/test-logs
mkdir -p "$logs"

note_failure() { failures+=("$1"); }

# Adds what a program printed to the counts: GoogleTest's closing lines, or "N passed, N failed".
count() {
  local name=$1 log=$2 code=$3 ok bad
  ok=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) tests\?\.$/\1/p; s/^\([0-9]*\) passed, [0-9]* failed.*$/\1/p' "$log" | tail -n 1)
  bad=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) tests\?, listed below:$/\1/p; s/^[0-9]* passed, \([0-9]*\) failed.*$/\1/p' "$log" | tail -n 1)
  ok=${ok:-0}
  bad=${bad:-0}
  # A program that died, or closed without a count, is a failure however many tests it had passed.
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  if [ "$code" -eq 0 ] && [ "$ok" -eq 0 ] && ! grep -q '0 passed, 0 failed\|PASSED  \] 0 tests' "$log"; then bad=1; fi
  passed=$((passed + ok))
  failed=$((failed + bad))
  printf '%-28s %5d passed, %d failed\n' "$name" "$ok" "$bad"
  if [ "$bad" -ne 0 ]; then
    note_failure "$name"
    grep -aE '^\[  FAILED  \]|Failure$|^FAILED|ERROR: |runtime error|broken invariant' "$log" | head -n 20
    tail -n 15 "$log"
  fi
}

run_one() {
  local name=$1
  shift
  local log="$logs/${name//\//_}.log" code=0
  "$@" >"$log" 2>&1 </dev/null || code=$?
  count "$name" "$log" "$code"
}

build() {
  cmake --preset "$1" >"$logs/configure.log" 2>&1 || { cat "$logs/configure.log"; return 1; }
  ninja -C "build/$1" >"$logs/build.log" 2>&1 || { grep -E 'error|FAILED' "$logs/build.log" | head -n 40; return 1; }
}

build_rooms() {
  local preset=$1 targets=() room
  shift
  for room in "$@"; do targets+=("praxis_${room}_test"); done
  cmake --preset "$preset" >"$logs/configure.log" 2>&1 || { cat "$logs/configure.log"; return 1; }
  ninja -C "build/$preset" "${targets[@]}" >"$logs/build.log" 2>&1 || { grep -E 'error|FAILED' "$logs/build.log" | head -n 40; return 1; }
}

run_rooms() {
  local preset=$1 room
  shift
  for room in "$@"; do
    [ -x "build/$preset/praxis_${room}_test" ] && run_one "$preset/$room" "build/$preset/praxis_${room}_test"
  done
  return 0
}

run_unit() {
  local preset=$1 program
  shift
  for program in build/"$preset"/praxis_*_test; do
    [ -x "$program" ] && run_one "$(basename "$program" _test | sed s/praxis_//)" "$program" --gtest_brief=1 "$@"
  done
  return 0
}

run_scenarios() { [ -x tests/scenarios/run ] && tests/scenarios/run "$1"; return 0; }
run_crashes() { [ -x tests/crash/run ] && tests/crash/run "$1" "$2"; return 0; }

finish() {
  if [ ${#failures[@]} -gt 0 ]; then printf 'failed: %s\n' "${failures[@]}"; fi
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
  exit $?
}
