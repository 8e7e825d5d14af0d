#!/bin/sh
# Tries a release in bare Debian systems without Java, as root:
#   cli/src/it/debian/check.sh SUITE...        such as bookworm trixie
# It needs debootstrap, and makes each system once, in cli/target/debian/SUITE. In there the archive is unpacked and used: by
# root; then by a user without a home, from a folder that is read-only, with a /tmp from which nothing can be run, and no other
# folder that can be written. Then the package is installed, used and removed. Mounts end with the script.
set -eu

here=$(cd "$(dirname "$0")/../../.." && pwd)
archive=$(ls "$here"/target/smoothie-*-linux-*.tar.gz)
package=$(ls "$here"/target/smoothie_*.deb)
folder=$(basename "$archive" | sed 's/-linux-.*//')

if [ "${1:-}" != --inside ]; then
    for suite in "$@"; do
        root=$here/target/debian/$suite
        if [ ! -f "$root/ready" ]; then
            mkdir -p "$here/target/debian"
            debootstrap --variant=minbase "$suite" "$root" > "$here/target/debian/$suite.log"
            touch "$root/ready"
        fi
        unshare --mount "$0" --inside "$root"
    done
    exit
fi

root=$2
in_root() { chroot "$root" env -i PATH=/usr/bin:/bin "$@"; }
as_nobody() { chroot --userspec=65534:65534 "$root" env -i PATH=/usr/bin:/bin HOME=/nonexistent "$@"; }

# The shortest of ten runs, in milliseconds.
shortest() {
    best=999999
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        start=$(date +%s%N)
        in_root "$@" > /dev/null 2>&1
        took=$((($(date +%s%N) - start) / 1000000))
        [ "$took" -ge "$best" ] || best=$took
    done
    echo "$best"
}

mount -t proc proc "$root/proc"
echo "== Debian $(cat "$root/etc/debian_version"), $(in_root sh -c 'command -v java || echo no java on the path')"
rm -rf "${root:?}/opt/$folder" "$root/root/.cache"
tar xzf "$archive" -C "$root/opt"
in_root "/opt/$folder/bin/smoothie" --version

echo "-- as root"
in_root HOME=/root SMOOTHIE_PREPARE=1 "/opt/$folder/bin/smoothie"
in_root HOME=/root "/opt/$folder/bin/smoothie" doctor --self-test
in_root HOME=/root sh -c "cd /root && /opt/$folder/bin/smoothie route /opt/$folder/examples/answers.jsonl --view answer -o routes.jsonl && wc -l routes.jsonl"
echo "start: smoothie --version $(shortest "/opt/$folder/bin/smoothie" --version) ms," \
    "java -version $(shortest "/opt/$folder/runtime/bin/java" -version) ms"

echo "-- as a user without a home, read-only, and nothing runs in /tmp"
mount -t tmpfs -o noexec tmpfs "$root/tmp"
chmod 1777 "$root/tmp"
mount --bind "$root/opt" "$root/opt"
mount -o remount,ro,bind "$root/opt"
as_nobody "/opt/$folder/bin/smoothie" doctor --self-test
as_nobody sh -c "/opt/$folder/bin/smoothie route /opt/$folder/examples/answers.jsonl --view answer -o /tmp/routes.jsonl"
cmp "$root/tmp/routes.jsonl" "$root/root/routes.jsonl"
umount "$root/opt"

echo "-- the package"
cp "$package" "$root/opt"
in_root PATH=/usr/sbin:/usr/bin:/sbin:/bin dpkg --install "/opt/$(basename "$package")"
as_nobody smoothie doctor --self-test
in_root ls /usr/share/man/man1/smoothie-route.1 /usr/share/bash-completion/completions/smoothie /usr/lib/smoothie/lib/start.aot
in_root PATH=/usr/sbin:/usr/bin:/sbin:/bin dpkg --purge smoothie
[ ! -e "$root/usr/lib/smoothie" ] || {
    echo "check.sh: the package has left something in /usr/lib/smoothie" >&2
    exit 1
}
echo "== all of it works in Debian $(cat "$root/etc/debian_version")"
