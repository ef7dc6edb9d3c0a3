#!/usr/bin/env bash
# What tests/lib.sh makes of what programs print: a table of outputs and the counts they must give.
set -uo pipefail
cd "$(dirname "$0")/.."
right=0 wrong=0

# expect TITLE CODE OUTPUT "passed failed skipped"
expect() {
  local said
  said=$(
    set +u
    logs=$(mktemp -d) && source tests/lib.sh "$logs"
    program() { printf '%b' "$2"; return "$1"; }
    run_one case program "$2" "$3" >/dev/null
    echo "$passed $failed $skipped"
    rm -rf "$logs"
  )
  if [ "$said" = "$4" ]; then
    right=$((right + 1))
  else
    wrong=$((wrong + 1))
    echo "FAILED $1: counted $said, not $4"
  fi
}

ran='[==========] 5 tests from 1 test suite ran. (3 ms total)\n'
expect "all pass" 0 "$ran[  PASSED  ] 5 tests.\n" "5 0 0"
expect "one test" 0 "$ran[  PASSED  ] 1 test.\n" "1 0 0"
expect "two of five fail" 1 "[  FAILED  ] A.b (1 ms)\n$ran[  PASSED  ] 3 tests.\n[  FAILED  ] 2 tests, listed below:\n[  FAILED  ] A.b\n[  FAILED  ] A.c\n\n 2 FAILED TESTS\n" "3 2 0"
expect "skipped are not passed" 0 "$ran[  PASSED  ] 3 tests.\n[  SKIPPED ] 2 tests, listed below:\n[  SKIPPED ] A.b\n" "3 0 2"
expect "only skipped" 0 "$ran[  PASSED  ] 0 tests.\n[  SKIPPED ] 2 tests, listed below:\n" "0 0 2"
expect "a leak after the last test" 23 "$ran[  PASSED  ] 5 tests.\nERROR: LeakSanitizer\n" "5 1 0"
expect "died in the third test" 134 "[       OK ] A.a (0 ms)\n[       OK ] A.b (0 ms)\n[ RUN      ] A.c\n" "2 1 0"
expect "died after a failure" 139 "[       OK ] A.a (0 ms)\n[  FAILED  ] A.b (0 ms)\n[ RUN      ] A.c\n" "1 2 0"
expect "ended in order without a count" 0 "[       OK ] A.a (0 ms)\n" "1 1 0"
expect "said nothing" 0 "" "0 1 0"
expect "is not there" 127 "no such file\n" "0 1 0"
expect "its own count" 0 "passed x\n12 passed, 0 failed\n" "12 0 0"
expect "its own count, ten" 0 "10 passed, 0 failed\n" "10 0 0"
expect "its own failures" 1 "12 passed, 3 failed\n" "12 3 0"
expect "the last count is the whole" 0 "1 passed, 0 failed\n3 passed, 0 failed\n" "3 0 0"
expect "counts well, ends badly" 1 "12 passed, 0 failed\n" "12 1 0"
expect "skips with a message" 0 "skipped: needs root\n0 passed, 0 failed\n" "0 0 1"
expect "nothing ran, nothing skipped" 0 "0 passed, 0 failed\n" "0 1 0"
expect "no test matched" 0 "$ran[  PASSED  ] 0 tests.\n" "0 1 0"
expect "bytes that are no text" 0 "\\0377\\0000\n$ran[  PASSED  ] 5 tests.\n" "5 0 0"

# The closing line is the last one, and the code says whether all passed.
closing() {
  (
    set +u
    logs=$(mktemp -d) && source tests/lib.sh "$logs"
    passed=$1 failed=$2
    finish
  ) | tail -n 1
  return "${PIPESTATUS[0]}"
}
for row in "7 0 0 7 passed, 0 failed" "7 2 1 7 passed, 2 failed" "0 0 1 0 passed, 0 failed"; do
  read -r ok bad code line <<<"$row"
  said=$(closing "$ok" "$bad") ended=0
  closing "$ok" "$bad" >/dev/null || ended=$?
  if [ "$said" = "$line" ] && [ "$ended" -eq "$code" ]; then
    right=$((right + 1))
  else
    wrong=$((wrong + 1))
    echo "FAILED closing: said \"$said\" and ended with $ended, not \"$line\" and $code"
  fi
done
echo "$right passed, $wrong failed"
[ "$wrong" -eq 0 ]
