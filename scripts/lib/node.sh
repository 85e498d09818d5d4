# Node.js 20.19 or newer (what Vite asks for) on PATH, and node_modules as package-lock.json has
# them. To be sourced, with `root` set to the top of the tree.

node_is_recent() {
  command -v node >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);' 2>/dev/null
}

# npm_package NAME VERSION SHA256 FOLDER: fetches a package from the npm registry, checks it and
# unpacks it into FOLDER/package, without what it depends on and without running its scripts.
npm_package() {
  local tarball=$4/${1//\//-}-$2.tgz
  (cd "$4" && npm pack --silent --ignore-scripts "$1@$2" >/dev/null) &&
    echo "$3  $tarball" | sha256sum --check --quiet &&
    tar -xzf "$tarball" --no-same-owner -C "$4" && rm "$tarball"
}

# Debian 12 has Node.js 18; the npm registry carries newer programs as packages.
node_from_registry() {
  local version=22.23.3 sha256 arch folder=$root/.deps/node
  case $(uname -m) in
    x86_64) arch=x64 sha256=00b5c43d88958dbbf45339c4d5e9a76289c7e25876fd08270b379e485e151fc5 ;;
    aarch64) arch=arm64 sha256=894b9938b215d40b3a38db094ef436d02b3bc7dd16f04fca145a4735cd9e9035 ;;
    *) echo "setup: install Node.js 20.19 or newer yourself on $(uname -m)" >&2; return 1 ;;
  esac
  if [ ! -x "$folder/bin/node" ]; then
    echo "setup: fetching Node.js $version" >&2
    local work
    work=$(mktemp -d)
    npm_package "node-linux-$arch" "$version" "$sha256" "$work" || return 1
    mkdir -p "$root/.deps"
    rm -rf "$folder"
    mv "$work/package" "$folder"
    rm -rf "$work"
  fi
}

setup_node() {
  command -v npm >/dev/null && command -v node >/dev/null || apt_install nodejs npm
  if ! node_is_recent; then
    [ -x "$root/.deps/node/bin/node" ] || node_from_registry
    PATH=$root/.deps/node/bin:$PATH
    export PATH
  fi
}

# Installs node_modules anew where package-lock.json changed since the last time.
setup_node_modules() {
  local stamp=$root/node_modules/.linnet-lock lock=$root/.deps/node_modules.lock
  mkdir -p "$root/.deps"
  exec 9>"$lock" && flock 9 # two parts may ask for them at once
  cmp -s "$root/package-lock.json" "$stamp" 2>/dev/null && return 0
  echo "setup: npm ci" >&2
  (cd "$root" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  cp "$root/package-lock.json" "$stamp"
}
