#!/bin/sh
# Makes report.png, the picture in the README: the report of the bundled example, as headless Chromium shows it. Run it in a
# checkout; it needs Chromium (chromium on the path, or CHROME_BIN).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"
cli/bin/smoothie route cli/examples/answers.jsonl --view answer -o "$work/routes.jsonl" --report "$work/report.html"
# The command that the page shows is the reader's, not the one with the folder of this script.
sed -i "s#$work/##g" "$work/report.html"
"${CHROME_BIN:-chromium}" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
    --force-device-scale-factor=0.85 --window-size=1000,1005 --screenshot="$here/report.png" "file://$work/report.html" 2> "$work/chromium.log" ||
    { cat "$work/chromium.log" >&2; exit 1; }
size=$(wc -c < "$here/report.png")
echo "$here/report.png: $size bytes"
[ "$size" -lt 150000 ] || { echo "larger than the 150 KB that the README allows" >&2; exit 1; }
