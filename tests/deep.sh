# The deep tier, sourced by tests/run after tests/lib.sh: what takes hours, before a release.
DEEP_KILL_ROUNDS=200
FUZZ_SECONDS=60

# Rooms in which threads meet.
TSAN_ROOMS=(base db http expr record usecases jobs)
# Those that every change runs under address and undefined sanitizers are left out here.
DEEP_ASAN_ROOMS=(record identity workflow notify usecases api jobs main)

# The rooms among those named that have tests.
rooms_with_tests() {
  local room
  for room in "$@"; do
    [ -n "$(find "src/$room" -name '*_test.cc' -print -quit)" ] && echo "$room"
  done
}

run_sanitized() {
  local preset=$1 rooms
  shift
  mapfile -t rooms < <(rooms_with_tests "$@")
  build "$preset" $(test_targets "${rooms[@]}")
  run_rooms "$preset" "${rooms[@]}"
}

deep() {
  run_sanitized asan "${DEEP_ASAN_ROOMS[@]}"
  # gcc 12's thread sanitizer does not know the wide address layouts of newer kernels.
  if setarch -R true 2>/dev/null; then launcher=(setarch -R); fi
  run_sanitized tsan "${TSAN_ROOMS[@]}"
  launcher=()
  run_one fuzz tests/fuzz/run "$FUZZ_SECONDS"
  run_one bare tests/bare/run
}
