#!/usr/bin/env bash
# Builds SentencePiece and utf8proc for WebAssembly into .deps/sentencepiece-wasm and
# .deps/utf8proc-wasm: the same releases as the system's native libraries, their sources fetched and
# verified by apt from the system's own mirrors. Nothing under /etc or /var is written. Returns at once
# where both are already there.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$root/.deps/wasm-libraries.build
toolchain=${EMSCRIPTEN_TOOLCHAIN:-/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake}

# Raised when the flags below change, so that older builds are replaced.
declare -A recipes=([sentencepiece]=2 [utf8proc]=1)
declare -A native_packages=([sentencepiece]=libsentencepiece-dev [utf8proc]=libutf8proc-dev)

installed() { echo "$root/.deps/$1-wasm"; }

missing=()
for library in sentencepiece utf8proc; do
  [[ -f $(installed $library)/lib/lib$library.a && -f $(installed $library)/recipe &&
    $(<"$(installed $library)/recipe") == "${recipes[$library]}" ]] || missing+=("$library")
done
((${#missing[@]} > 0)) || exit 0

fail() {
  echo "wasm_libraries: $1" >&2
  exit 1
}
for program in apt-get cmake em++ emcc emar ninja tar; do
  command -v "$program" >/dev/null || fail "$program is missing: run scripts/setup"
done
[[ -f $toolchain ]] || fail "no CMake toolchain of Emscripten at $toolchain (EMSCRIPTEN_TOOLCHAIN)"

rm -rf "$work"
mkdir -p "$work/apt/sources" "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
log=$work/log
trap 'status=$?; if ((status)) && [[ -s $log ]]; then tail -n 30 "$log" >&2; fi' EXIT

# The system's package sources once more, as repositories of source packages. One that offers none
# (a third party's) may fail in the update below: `apt-get source` then tells whether it mattered.
: >"$work/apt/empty"
eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
shopt -s nullglob
for file in "${list:-}" "${parts:-/nowhere}"/*.list; do
  [[ -f $file ]] || continue
  sed -n 's/^[[:space:]]*deb\([[:space:]]\)/deb-src\1/p' "$file" \
    >"$work/apt/sources/$(basename "$file")"
done
for file in "${parts:-/nowhere}"/*.sources; do
  sed 's/^Types:.*/Types: deb-src/' "$file" >"$work/apt/sources/$(basename "$file")"
done
apt_private=(
  -o "Dir::Etc::SourceList=$work/apt/empty" -o "Dir::Etc::SourceParts=$work/apt/sources"
  -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache" -o APT::Sandbox::User=root)

# fetch LIBRARY: its source into $work/LIBRARY/source.
fetch() {
  local version
  echo "wasm_libraries: fetching the source of $1"
  version=$(dpkg-query -W -f '${source:Version}' "${native_packages[$1]}" 2>/dev/null || true)
  mkdir -p "$work/$1/source"
  cd "$work/$1"
  apt-get "${apt_private[@]}" source --download-only --only-source \
    "$1${version:+=$version}" >>"$log" 2>&1
  tar -xf "$1"_*.orig.tar.* -C source --strip-components=1
}

build_sentencepiece() {
  echo "wasm_libraries: compiling SentencePiece (about a minute)"
  cmake -S source -B build -G Ninja -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_FLAGS="-fwasm-exceptions -msimd128 -w" -DCMAKE_CXX_FLAGS_RELEASE="-Os -DNDEBUG" \
    -DSPM_ENABLE_SHARED=OFF -DSPM_ENABLE_TCMALLOC=OFF >>"$log" 2>&1
  cmake --build build --target sentencepiece-static >>"$log" 2>&1
  cp source/src/sentencepiece_processor.h "$1/include/"
  cp source/LICENSE "$1/"
  cp build/src/libsentencepiece.a "$1/lib/"
}

build_utf8proc() {
  echo "wasm_libraries: compiling utf8proc"
  emcc -O3 -DNDEBUG -DUTF8PROC_STATIC -msimd128 -w -c source/utf8proc.c -o utf8proc.o >>"$log" 2>&1
  emar rcs "$1/lib/libutf8proc.a" utf8proc.o >>"$log" 2>&1
  cp source/utf8proc.h "$1/include/"
  cp source/LICENSE.md "$1/LICENSE"
}

apt-get "${apt_private[@]}" update >"$log" 2>&1 || true
for library in "${missing[@]}"; do
  target=$(installed "$library")
  rm -rf "$target"
  mkdir -p "$target/include" "$target/lib"
  fetch "$library"
  "build_$library" "$target"
  echo "${recipes[$library]}" >"$target/recipe"
  echo "wasm_libraries: installed $target"
done
cd "$root"
rm -rf "$work"
