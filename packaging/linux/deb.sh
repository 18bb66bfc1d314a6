#!/bin/sh
# Runs inside the old root: makes the .deb, the .rpm and the portable archive in /shared/dist from /shared/bundles.
# Older dpkg and rpm read no zstd, hence xz. Every file has the day of the sources, so that the same sources give the
# same packages.
set -eu

APPID=org.zhuqidui.zhuqidui
FILES=/shared/source/packaging/linux/files
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' /shared/source/pyproject.toml)
PACKAGE=${APPID}_${VERSION}_amd64
PORTABLE=zhuqidui-$VERSION-linux-x86_64
ICONS=/tmp/icons
RELEASE=1
export SOURCE_DATE_EPOCH=$(cat /shared/source/packaging/day)

rm -rf /shared/dist /tmp/deb /tmp/portable /tmp/rpm
mkdir -p /shared/dist

# of_the_day FOLDER: one day and plain modes for all that is in it.
of_the_day() {
    chmod -R u=rwX,go=rX "$1"
    find "$1" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +
}

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
    gzip -9nc /shared/source/CHANGELOG.md >$share/doc/$APPID/changelog.gz
    ln -s /opt/apps/$APPID/files/zhuqidui /tmp/deb/usr/bin/zhuqidui
    # As Debian counts them, since how much room files take is another on another disk.
    size_kb=$(find /tmp/deb -printf '%y %s\n' | awk '{ kb += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print kb }')
    mkdir /tmp/deb/DEBIAN
    sed "s/@VERSION@/$VERSION/; s/@SIZE_KB@/$size_kb/" $FILES/control >/tmp/deb/DEBIAN/control
    of_the_day /tmp/deb
    dpkg-deb --root-owner-group -Zxz --build /tmp/deb "/shared/dist/$PACKAGE.deb" >/dev/null
}

# The .rpm has the very files of the .deb, for openEuler and Kylin's rpm branch.
make_rpm() {
    mkdir -p /tmp/rpm/root
    cp -a /tmp/deb/opt /tmp/deb/usr /tmp/rpm/root/
    rpmbuild -bb --quiet --define "_topdir /tmp/rpm" --define "version $VERSION" --define "release_number $RELEASE" \
        --buildroot /tmp/rpm/build $FILES/zhuqidui.rpm.spec
    cp /tmp/rpm/RPMS/x86_64/*.rpm "/shared/dist/zhuqidui-$VERSION-$RELEASE.x86_64.rpm"
}

make_portable() {
    mkdir -p "/tmp/portable/$PORTABLE"
    cp -a /shared/bundles/zhuqidui "/tmp/portable/$PORTABLE/zhuqidui"
    cp $FILES/portable.sh "/tmp/portable/$PORTABLE/助企兑.sh"
    cp $FILES/portable.desktop "/tmp/portable/$PORTABLE/助企兑.desktop"
    cp $FILES/portable.txt "/tmp/portable/$PORTABLE/说明.txt"
    cp /shared/source/LICENSE "/tmp/portable/$PORTABLE/"
    chmod 755 "/tmp/portable/$PORTABLE"/助企兑.*
    of_the_day /tmp/portable
    XZ_OPT="-T2" tar -C /tmp/portable --owner=0 --group=0 --sort=name -cJf "/shared/dist/$PORTABLE.tar.xz" "$PORTABLE"
}

QT_QPA_PLATFORM=offscreen /opt/venv/bin/python /shared/source/packaging/icons.py $ICONS
make_deb
make_rpm
make_portable
