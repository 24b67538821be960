# Sourced by ./run and ./check: installs what a fresh Debian or Ubuntu machine lacks.

# The tests of the window look for the program there.
export CARGO_TARGET_DIR="$PWD/target"

# The linker, and the C compiler of the embedded database.
build_packages=(gcc libc6-dev)
# Libraries that a window loads at run time.
window_packages=(libegl1 libfontconfig1 libgl1 libgl1-mesa-dri libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0)
# A display, a bus, input, screenshots, an authenticator, and a software GPU for rendering the screens.
test_packages=(dbus imagemagick libvulkan1 mesa-vulkan-drivers oathtool strace xclip xdotool xvfb zbar-tools)

say() { printf '\n== %s\n' "$*" >&2; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Installs the missing ones of the given packages, or prints the command that does.
need_packages() {
    local package missing=()
    command -v dpkg-query >/dev/null || {
        printf 'This is neither Debian nor Ubuntu; what they call %s is needed here.\n' "$*" >&2
        return 0
    }
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    local as_root=()
    if ((EUID != 0)); then
        local line="sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
        # Without a terminal no password can be typed.
        command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; } || fail "Packages are missing. Run: $line"
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    "${as_root[@]}" apt-get update --quiet
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet --no-install-recommends "${missing[@]}"
}

# The toolchain is not installed from here; a missing component is named.
need_cargo() {
    command -v cargo >/dev/null || fail "Rust is missing. See https://rustup.rs"
    local component
    for component in "$@"; do
        cargo "$component" --version >/dev/null 2>&1 || fail "cargo $component is missing. Run: rustup component add ${component/fmt/rustfmt}"
    done
}
