#!/bin/sh
# Runs inside the clean root: installs the package as on a machine without a network, what it needs first, from a
# folder that was filled elsewhere; unpacks the portable archive as on a USB stick; makes a user.
set -eu
export DEBIAN_FRONTEND=noninteractive

! command -v python3 || { echo "this root has a Python" >&2; exit 1; }
before=$(dpkg-query -W | wc -l)
apt-get -qq update
mkdir -p /tmp/stick/debs/partial
{
    apt-get -qq install --yes --no-install-recommends --download-only -o Dir::Cache::archives=/tmp/stick/debs /tmp/*.deb &&
        dpkg -i /tmp/stick/debs/*.deb &&
        dpkg -i /tmp/*.deb
} >/tmp/install.log 2>&1 || { cat /tmp/install.log >&2; exit 1; }
rm -r /tmp/stick
! command -v python3 || { echo "the package brings a Python" >&2; exit 1; }
. /etc/os-release
echo "$PRETTY_NAME, $(ldd --version | head -n 1 | sed 's/.* /glibc /')：" \
    "installed with $(($(dpkg-query -W | wc -l) - before - 1)) packages of the system"

useradd -m clerk
mkdir -p "/home/clerk/张 三" "/home/clerk/U 盘"
tar -xf /tmp/*.tar.xz --strip-components=1 -C "/home/clerk/U 盘" 2>/tmp/unpack.log || {
    # A minimal Debian has no xz of its own; a desktop's archive program has.
    apt-get -qq install --yes --no-install-recommends xz-utils >/dev/null 2>&1
    tar -xf /tmp/*.tar.xz --strip-components=1 -C "/home/clerk/U 盘"
}
chown -R clerk:clerk /home/clerk
echo '<fontconfig><dir>/nowhere</dir><cachedir>/tmp/no-fonts-cache</cachedir></fontconfig>' >/tmp/no-fonts.conf
