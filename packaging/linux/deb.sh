#!/bin/sh
# Runs inside the old root: makes the .deb and the portable archive in /shared/dist from /shared/bundles.
# Older dpkg reads no zstd, hence xz.
set -eu

APPID=org.zhuqidui.zhuqidui
FILES=/shared/source/packaging/linux/files
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' /shared/source/pyproject.toml)
PACKAGE=${APPID}_${VERSION}_amd64
PORTABLE=zhuqidui-$VERSION-linux-x86_64
ICONS=/tmp/icons

rm -rf /shared/dist /tmp/deb /tmp/portable
mkdir -p /shared/dist

make_deb() {
    app=/tmp/deb/opt/apps/$APPID
    mkdir -p $app/entries/applications $app/entries/icons/hicolor/scalable/apps
    cp -a /shared/bundles/zhuqidui $app/files
    cp $FILES/zhuqidui.desktop $app/entries/applications/$APPID.desktop
    cp /shared/source/resources/icons/zhuqidui.svg $app/entries/icons/hicolor/scalable/apps/$APPID.svg
    for size in 48 128 256; do
        mkdir -p $app/entries/icons/hicolor/${size}x$size/apps
        cp $ICONS/zhuqidui-$size.png $app/entries/icons/hicolor/${size}x$size/apps/$APPID.png
    done
    printf '{\n  "appid": "%s",\n  "name": "助企兑",\n  "version": "%s",\n  "arch": ["amd64"],\n  "permissions": {}\n}\n' \
        $APPID "$VERSION" >$app/info
    # UOS shows what lies in entries/; Kylin, Debian and Ubuntu look here. One name, so nothing appears twice.
    share=/tmp/deb/usr/share
    mkdir -p $share/applications $share/icons $share/doc/$APPID /tmp/deb/usr/bin
    cp $app/entries/applications/$APPID.desktop $share/applications/
    cp -r $app/entries/icons/hicolor $share/icons/
    cp /shared/source/LICENSE $share/doc/$APPID/copyright
    ln -s /opt/apps/$APPID/files/zhuqidui /tmp/deb/usr/bin/zhuqidui
    mkdir /tmp/deb/DEBIAN
    sed "s/@VERSION@/$VERSION/; s/@SIZE_KB@/$(du -sk /tmp/deb | cut -f1)/" $FILES/control >/tmp/deb/DEBIAN/control
    chmod -R u=rwX,go=rX /tmp/deb
    dpkg-deb --root-owner-group -Zxz --build /tmp/deb "/shared/dist/$PACKAGE.deb" >/dev/null
}

make_portable() {
    mkdir -p "/tmp/portable/$PORTABLE"
    cp -a /shared/bundles/zhuqidui "/tmp/portable/$PORTABLE/zhuqidui"
    cp $FILES/portable.sh "/tmp/portable/$PORTABLE/助企兑.sh"
    cp $FILES/portable.txt "/tmp/portable/$PORTABLE/说明.txt"
    cp /shared/source/LICENSE "/tmp/portable/$PORTABLE/"
    chmod -R u=rwX,go=rX /tmp/portable
    chmod 755 "/tmp/portable/$PORTABLE/助企兑.sh"
    XZ_OPT="-T0" tar -C /tmp/portable --owner=0 --group=0 --sort=name -cJf "/shared/dist/$PORTABLE.tar.xz" "$PORTABLE"
}

QT_QPA_PLATFORM=offscreen /opt/venv/bin/python /shared/source/packaging/icons.py $ICONS
make_deb
make_portable
