# Stages of scripts/test and scripts/check: each is a command whose output goes to a file and is shown
# only where it fails, whose time is told, and whose tests are counted at the end by
# scripts/lib/test_summary.mjs. To be sourced, with `results` set to a folder of build/.

again=${again:-false} # whether to run what has passed with the same inputs all the same

stages_begin() {
  mkdir -p "$results"
  # Two runs would write over each other's reports.
  exec 9>build/results/lock
  if ! flock -n 9; then
    echo "another run of scripts/test or scripts/check is at work in this folder: waiting for it"
    flock 9
  fi
  # Of a stage that is not part of this run nothing is counted; what passed is remembered.
  rm -f "$results"/*.stage
}

# tell NAME STATUS SECONDS
tell() {
  printf '%s\t%s\t%s\n' "$1" "$2" "$3" >"$results/$1.stage"
  printf '%5d s  %-9s %s\n' "$3" "$2" "$1"
}

# What matters of a log that is too long to show.
excerpt() {
  local findings
  findings=$(grep -nE '(^|[^a-z_])(error|Error|FAILED|FAIL|CMake Error|warning:|SUMMARY: )' "$1" | head -n 40)
  if [ -n "$findings" ]; then printf '%s\n...\n' "$findings"; fi
  tail -n 40 "$1"
  echo "all of it: ${1#"$PWD"/}"
}

# stage NAME COMMAND...: runs one, and returns whether it passed.
stage() {
  local name=$1 begin=$SECONDS
  shift
  # One of an earlier run says nothing of this one.
  rm -f "$results/$name.xml"
  if "$@" >"$results/$name.log" 2>&1 </dev/null; then
    tell "$name" passed $((SECONDS - begin))
    return 0
  fi
  tell "$name" FAILED $((SECONDS - begin))
  excerpt "$results/$name.log" | sed 's/^/         /'
  return 1
}

# stage_unless_passed NAME INPUTS... -- COMMAND...: as `stage`, but a stage that has passed with the very
# same command and contents of INPUTS (files and folders) is not run again. RESULTS/NAME.passed holds a
# line `KEY TESTS` for each that has: the hash of both, and how many tests passed.
stage_unless_passed() {
  local name=$1 inputs=() key count
  shift
  while [ "$1" != -- ]; do
    inputs+=("$1")
    shift
  done
  shift
  key=$({
    echo "$*"
    find "${inputs[@]}" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  } | sha256sum | cut -d' ' -f1)
  count=$(sed -n "s/^$key //p" "$results/$name.passed" 2>/dev/null)
  if ! $again && [ -n "$count" ]; then
    printf '%s\tunchanged\t0\t%s\n' "$name" "$count" >"$results/$name.stage"
    printf '%5d s  %-9s %s\n' 0 unchanged "$name"
    return 0
  fi
  stage "$name" "$@" || return 1
  count=$(node scripts/lib/test_summary.mjs --count "$results" "$name")
  # Many are kept, so that what is changed back, or is on another branch, has passed as well.
  { echo "$key $count"; grep -vs "^$key " "$results/$name.passed" | head -n 49; } >"$results/$name.passed.new"
  mv "$results/$name.passed.new" "$results/$name.passed"
}

# after NAME...: waits until stages of other lanes have ended, and returns whether they passed.
after() {
  local name
  for name in "$@"; do
    until [ -s "$results/$name.stage" ]; do sleep 0.2; done
    grep -qE 'passed|unchanged' "$results/$name.stage" || return 1
  done
}

# not_run NAME...: stages that cannot run because one before them failed.
not_run() {
  local name
  for name in "$@"; do tell "$name" 'not run' 0; done
}

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  cmake --preset "$preset" && cmake --build --preset "$preset" ${1:+--target "$@"}
}

# ctest_room PRESET ROOM: the tests of one room.
ctest_room() {
  rm -f "build/$1/results/$2".*.xml
  ctest --preset "$1" -j "$(nproc)" -L "^$2\$" --output-junit "$results/tests-$1-$2.xml"
}

# Runs lanes (functions) beside each other and waits for all; a signal ends them with all they started.
lanes() {
  local lane
  trap 'trap - INT TERM; kill 0' INT TERM
  for lane in "$@"; do "$lane" & done
  wait
  trap - INT TERM
}
