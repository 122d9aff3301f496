#!/bin/sh
# Installs the real servers that the tests talk to (Debian and Ubuntu, as root); does nothing where they are there.
# Nothing that is installed here gets started: the tests start their own, on loopback or in namespaces of their own.
set -eu

missing=''
need() { # need <command> <package>
  PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need sshd openssh-server
need ssh openssh-client
need redis-server redis-server
need busybox busybox
need haproxy haproxy
need pgbouncer pgbouncer
need chromium chromium

[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need real servers that are not installed:$missing" >&2
  echo "On Debian or Ubuntu run: sudo apt-get install$missing" >&2
  exit 1
fi

echo "Installing for the tests:$missing"
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 # one word per package
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $missing >/dev/null
