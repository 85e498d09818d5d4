#!/usr/bin/env bash
# Brings native ONNX Runtime into .deps/onnxruntime/{include,lib}; returns at once where it is there.
#
# Debian 12 packages neither the library nor its headers. The library comes with the npm package
# onnxruntime-node, of which nothing else is used; the headers come with libonnxruntime-dev of
# Debian 13, unpacked and not installed, so that nothing of another release enters the system. apt
# verifies the signatures as always; nothing under /etc or /var is written.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
version=1.30.0 # as onnxruntime-web's in package.json: page and program give the same answers
sha256=6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75
installed=$root/.deps/onnxruntime
work=$root/.deps/onnxruntime.build
suite=trixie

fail() {
  echo "onnxruntime: $1" >&2
  exit 1
}

recipe="library $version, headers of $suite"
if [[ -f $installed/recipe && $(<"$installed/recipe") == "$recipe" ]]; then
  exit 0
fi
case $(uname -m) in
  x86_64) arch=x64 ;;
  aarch64) arch=arm64 ;;
  *) fail "onnxruntime-node has no library for $(uname -m)" ;;
esac

echo "onnxruntime: installing the $recipe"
rm -rf "$work"
mkdir -p "$work/new/include" "$work/new/lib" "$work/sources" "$work/system/partial" \
  "$work/lists/partial" "$work/cache/archives/partial"
log=$work/log
trap 'status=$?; if ((status)) && [[ -s $log ]]; then tail -n 30 "$log" >&2; fi' EXIT

# shellcheck source=scripts/lib/node.sh
. "$root/scripts/lib/node.sh"
npm_package onnxruntime-node "$version" "$sha256" "$work" || fail "could not fetch onnxruntime-node $version"
package=$work/package

# The folder carries the Node-API version ("napi-v6"), which changes between releases.
cp "$package"/bin/napi-v*/linux/"$arch"/libonnxruntime.so.1 "$work/new/lib/"
cp "$package"/LICENSE* "$work/new/" 2>/dev/null || true

# The mirror that this system takes its own release from, asked of apt itself. Where the package
# lists were removed (as in container images) they are fetched into a private folder first.
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
main_mirror() {
  apt-get "$@" indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v release="$release" '$1 == release && $2 == "main" && !found { print $3; found = 1 }'
}
mirror=$(main_mirror)
if [[ -z $mirror ]]; then
  system=(-o "Dir::State::Lists=$work/system" -o APT::Sandbox::User=root)
  apt-get "${system[@]}" update >"$log" 2>&1 || true
  mirror=$(main_mirror "${system[@]}")
fi
[[ -n $mirror ]] || fail "apt has no package source with the suite $release and the component main"

cat >"$work/sources/headers.sources" <<END
Types: deb
URIs: $mirror
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
: >"$work/empty"
private=(
  -o "Dir::Etc::SourceList=$work/empty" -o "Dir::Etc::SourceParts=$work/sources"
  -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
apt-get "${private[@]}" update >>"$log" 2>&1
(cd "$work" && apt-get "${private[@]}" download libonnxruntime-dev >>"$log" 2>&1)
dpkg-deb --extract "$work"/libonnxruntime-dev_*.deb "$work/unpacked"
find "$work/unpacked/usr/include" -name 'onnxruntime*.h' -exec cp {} "$work/new/include/" \;
[[ -f $work/new/include/onnxruntime_cxx_api.h ]] || fail "libonnxruntime-dev lacks its C++ header"

echo "$recipe" >"$work/new/recipe"
rm -rf "$installed"
mv "$work/new" "$installed"
rm -rf "$work"
