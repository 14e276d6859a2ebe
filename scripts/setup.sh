#!/usr/bin/env bash
# Brings a machine with Rust, Node and Python to where Likeness builds, tests and runs.
#
# Idempotent: looks first, installs only what is missing, says one line per step, and touches no network
# when everything is there. Everything that is not a Debian package lands in .runtime/ or web/, both
# ignored by git. `--bench` also prepares the Python environment that `make bench` compares with, `--test`
# that of the tests' own senders and receivers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ORT_VERSION=1.31.1
RUNTIME=.runtime
STAMPS=$RUNTIME/stamps

PACKAGES=(
    gcc libc6-dev make pkg-config
    libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
    gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad
    gstreamer1.0-plugins-ugly gstreamer1.0-libav gstreamer1.0-tools
    chromium fonts-dejavu-core fonts-noto-core openssl
    # The camera of the tests: a small RTSP server.
    python3-gi gir1.2-gst-rtsp-server-1.0
)

step() { printf 'setup: %-22s %s\n' "$1" "$2"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root and sudo is not here: run as root: $*"
    fi
}

# $1 at least $2, both dotted numbers.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

installed() { dpkg-query -W -f='${Status}\n' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

check_toolchains() {
    local version
    command -v cargo >/dev/null || fail "cargo is not here: install Rust with rustup, then run this again"
    version=$(cargo --version 2>/dev/null) \
        || fail "cargo does not start: rust-toolchain.toml names the compiler; run 'rustup show' in this folder to fetch it"
    step rust "already there: $version"

    command -v node >/dev/null || fail "node is not here: install Node 20.19 or later, then run this again"
    command -v npm >/dev/null || fail "npm is not here: install it beside Node, then run this again"
    version=$(node --version)
    at_least "${version#v}" 20.19 || fail "Node ${version} is too old: install Node 20.19 or later"
    step node "already there: ${version}"

    command -v python3 >/dev/null || fail "python3 is not here: install Python 3.11 or later, then run this again"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
        || fail "$(python3 --version) is too old: install Python 3.11 or later"
    step python "already there: $(python3 --version)"
}

install_packages() {
    local missing=() package
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        for package in gcc make pkg-config gst-launch-1.0 chromium; do
            command -v "$package" >/dev/null || missing+=("$package")
        done
        pkg-config --exists gstreamer-app-1.0 gstreamer-video-1.0 gstreamer-pbutils-1.0 2>/dev/null \
            || missing+=("GStreamer headers")
        /usr/bin/python3 -c 'import gi; gi.require_version("GstRtspServer", "1.0")' 2>/dev/null \
            || missing+=("gst-rtsp-server with its Python bindings for /usr/bin/python3")
        [ ${#missing[@]} -eq 0 ] \
            || fail "this is not Debian: install these yourself, then run this again: ${missing[*]}"
        step packages "already there (not Debian: found by name)"
        return
    fi
    for package in "${PACKAGES[@]}"; do
        installed "$package" || missing+=("$package")
    done
    # Debian's Python comes without pip and venv; other Pythons bring both.
    python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
    python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
    if [ ${#missing[@]} -eq 0 ]; then
        step packages "already there: ${#PACKAGES[@]} Debian packages"
        return
    fi
    step packages "installing: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update \
        || fail "apt-get update failed: check the network and the package sources, then run this again"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends "${missing[@]}" \
        || fail "apt-get could not install: ${missing[*]}; Likeness is set up on Debian 12"
    step packages "done"
}

check_gstreamer() {
    local version
    version=$(pkg-config --modversion gstreamer-1.0 2>/dev/null) \
        || fail "pkg-config does not find GStreamer: is PKG_CONFIG_PATH set to another place?"
    at_least "$version" 1.22 || fail "GStreamer $version is too old: 1.22 or later is needed (Debian 12 has it)"
    step gstreamer "already there: $version"
}

# Prints the pinned SHA-256 of the library inside the wheel for this machine.
ort_library_sha256() {
    case "$(uname -m)" in
        x86_64) echo fc44112fbe06d7d689c57e11d3862031f64711007e4ee020f8eed5185fd2c1d3 ;;
        aarch64) echo 8aa3b76b28c778a2b1dd660d34161adb1d508c9ccd04ff9dc80e26eca5df8467 ;;
        *) fail "no ONNX Runtime is pinned for $(uname -m): x86_64 and aarch64 are supported" ;;
    esac
}

install_onnxruntime() {
    local folder=$RUNTIME/onnxruntime sha library download
    library=$folder/libonnxruntime.so.$ORT_VERSION
    sha=$(ort_library_sha256)
    if [ -f "$library" ] && echo "$sha  $library" | sha256sum --check --status; then
        step onnxruntime "already there: $ORT_VERSION"
        return
    fi
    step onnxruntime "fetching the $ORT_VERSION wheel"
    mkdir -p "$folder"
    download=$(mktemp -d "$RUNTIME/download.XXXXXX")
    # The library does not care which Python fetched it, so the wheel is named outright.
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
        --require-hashes --requirement scripts/onnxruntime.txt --dest "$download" \
        --implementation cp --python-version 3.11 --abi cp311 \
        --platform "manylinux_2_28_$(uname -m)" \
        || { rm -rf "$download"; fail "pip could not fetch ONNX Runtime $ORT_VERSION, or its hash differs: check the network and pip's index, then run this again"; }
    python3 - "$download" "$folder" "$ORT_VERSION" "$sha" <<'PY' || { rm -rf "$download"; fail "the wheel does not hold the expected library: see the line above"; }
import hashlib, os, pathlib, sys, zipfile

download, folder, version, expected = sys.argv[1:]
(wheel,) = pathlib.Path(download).glob("*.whl")
names = {
    f"onnxruntime/capi/libonnxruntime.so.{version}": f"libonnxruntime.so.{version}",
    "onnxruntime/LICENSE": "LICENSE",
    "onnxruntime/ThirdPartyNotices.txt": "ThirdPartyNotices.txt",
}
with zipfile.ZipFile(wheel) as archive:
    for inside, name in names.items():
        data = archive.read(inside)
        if name.startswith("lib") and hashlib.sha256(data).hexdigest() != expected:
            sys.exit(f"{inside} has another SHA-256 than the pinned one")
        # Complete or absent: a half-written library must never be loaded.
        part = pathlib.Path(folder, name + ".part")
        part.write_bytes(data)
        os.replace(part, pathlib.Path(folder, name))
PY
    rm -rf "$download"
    step onnxruntime "done: $library"
}

# One hash over everything the web build reads.
web_fingerprint() {
    find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -print0 \
        | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

install_web() {
    local lock sources
    if [ ! -f web/package-lock.json ]; then
        step web "skipped: web/package-lock.json is not here"
        return
    fi
    lock=$({ sha256sum <web/package-lock.json; node --version; } | sha256sum | cut -d' ' -f1)
    if [ -d web/node_modules ] && [ "$(cat "$STAMPS/npm" 2>/dev/null)" = "$lock" ]; then
        step "web packages" "already there"
    else
        step "web packages" "installing with npm ci"
        # Tests drive Debian's Chromium; no package may bring a browser of its own.
        (cd web && PUPPETEER_SKIP_DOWNLOAD=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 \
            npm ci --no-audit --no-fund --loglevel=error) \
            || fail "npm ci failed: check the network, or that web/package-lock.json fits web/package.json"
        echo "$lock" >"$STAMPS/npm"
        step "web packages" "done"
    fi
    sources=$(web_fingerprint)
    if [ -f web/dist/index.html ] && [ "$(cat "$STAMPS/web" 2>/dev/null)" = "$sources" ]; then
        step "web pages" "already there: web/dist"
    else
        step "web pages" "building"
        (cd web && npm run --silent build) || fail "the web pages do not build: see the lines above"
        echo "$sources" >"$STAMPS/web"
        step "web pages" "done: web/dist"
    fi
}

# install_venv WHAT VENV REQUIREMENTS: a Python environment that is made anew when either changes.
install_venv() {
    local what=$1 venv=$RUNTIME/$2 requirements=$3 wanted
    wanted=$({ cat "$requirements"; python3 --version; } | sha256sum | cut -d' ' -f1)
    if [ -x "$venv/bin/python" ] && [ "$(cat "$STAMPS/$2" 2>/dev/null)" = "$wanted" ]; then
        step "$what" "already there: $venv"
        return
    fi
    step "$what" "installing into $venv"
    rm -rf "$venv"
    python3 -m venv "$venv" || fail "python3 -m venv failed: install python3-venv, then run this again"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: \
        --requirement "$requirements" \
        || fail "pip could not install $requirements: check the network, then run this again"
    echo "$wanted" >"$STAMPS/$2"
    step "$what" "done"
}

main() {
    case "${1:-}" in
        '' | --bench | --test) ;;
        *) fail "unknown argument '$1': setup.sh takes none, --bench or --test" ;;
    esac
    mkdir -p "$STAMPS"
    # Two set-ups at once (two make targets, say) would write the same files.
    if command -v flock >/dev/null; then
        exec 9>"$RUNTIME/setup.lock"
        flock 9
    fi
    check_toolchains
    install_packages
    check_gstreamer
    install_onnxruntime
    install_web
    case "${1:-}" in
        --bench) install_venv "bench python" bench-venv benches/requirements.txt ;;
        --test) install_venv "test servers" whip tests/servers/requirements.txt ;;
    esac
}

main "$@"
