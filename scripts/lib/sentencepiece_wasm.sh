#!/usr/bin/env bash
# Builds SentencePiece for WebAssembly into .deps/sentencepiece-wasm: the same release as the
# system's native library, its source fetched and verified by apt from the system's own mirrors.
# Nothing under /etc or /var is written. Returns at once where the library is already there.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
installed=$root/.deps/sentencepiece-wasm
work=$root/.deps/sentencepiece-wasm.build
recipe=1  # raise it when the flags below change, so that older builds are replaced
toolchain=${EMSCRIPTEN_TOOLCHAIN:-/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake}

if [[ -f $installed/lib/libsentencepiece.a && -f $installed/recipe &&
      $(<"$installed/recipe") == "$recipe" ]]; then
  exit 0
fi

fail() {
  echo "sentencepiece_wasm: $1" >&2
  exit 1
}
for program in apt-get cmake em++ ninja tar; do
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

echo "sentencepiece_wasm: fetching the source of SentencePiece"
cd "$work"
apt-get "${apt_private[@]}" update >"$log" 2>&1 || true
version=$(dpkg-query -W -f '${source:Version}' libsentencepiece-dev 2>/dev/null || true)
apt-get "${apt_private[@]}" source --download-only --only-source \
  "sentencepiece${version:+=$version}" >>"$log" 2>&1
mkdir source
tar -xf sentencepiece_*.orig.tar.* -C source --strip-components=1

echo "sentencepiece_wasm: compiling SentencePiece for WebAssembly (about a minute)"
cmake -S source -B build -G Ninja -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_CXX_FLAGS="-fwasm-exceptions -msimd128 -w" -DCMAKE_CXX_FLAGS_RELEASE="-O3 -DNDEBUG" \
  -DSPM_ENABLE_SHARED=OFF -DSPM_ENABLE_TCMALLOC=OFF >>"$log" 2>&1
cmake --build build --target sentencepiece-static >>"$log" 2>&1

rm -rf "$installed"
mkdir -p "$installed/include" "$installed/lib"
cp source/src/sentencepiece_processor.h "$installed/include/"
cp source/LICENSE "$installed/"
cp build/src/libsentencepiece.a "$installed/lib/"
echo "$recipe" >"$installed/recipe"
cd "$root"
rm -rf "$work"
echo "sentencepiece_wasm: installed $installed"
