# Read by the scripts that need roots: where they lie, and who may make them.

say() {
    printf '%s\n' "$@" >&2
}

# give_back FOLDER…: what was made under sudo belongs to whoever called it.
give_back() {
    [ -z "${SUDO_UID:-}" ] || chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$@"
}

# Large, kept between runs, and removed by `make clean`. What is in the roots stays root's, as in any system.
[ -d "${ROOTS:-build}" ] || {
    mkdir -p "${ROOTS:-build}"
    give_back "${ROOTS:-build}"
}
ROOTS=$(mkdir -p "${ROOTS:-build/roots}" && cd "${ROOTS:-build/roots}" && pwd)
# What the old root and this machine both see.
export SHARED="$ROOTS/shared"
mkdir -p "$SHARED"

demand_root() {
    if [ "$(id -u)" != 0 ]; then
        say "此步骤要用 debootstrap 建一个 Debian 环境，须有 root 权限，请运行：sudo make $1" \
            "This makes a Debian root with debootstrap, which needs root's rights; run: sudo make $1"
        exit 1
    fi
    for tool in debootstrap unshare chroot "${2:-tar}"; do
        command -v "$tool" >/dev/null && continue
        say "缺少 $tool，请安装（apt-get install debootstrap util-linux xvfb）后重试。" \
            "$tool is missing; install it (apt-get install debootstrap util-linux xvfb) and try again."
        exit 1
    done
}
