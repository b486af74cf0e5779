#!/bin/bash
# Python, which makes a virtual environment at once: one with what the tests have installed, readinglist
# among it. That installing works is shown where a clean machine runs `make venv`, and costs a minute;
# here it would be for each job of each test. Everything else goes to the tests' own interpreter.
set -euo pipefail

make_environment() {
  mkdir -p "$1/bin"
  cp "$0" "$1/bin/python"
  # The link checker asks no address of this machine unless it is told so.
  cat > "$1/bin/readinglist" << END
#!/bin/bash
case "\$1 \${2:-}" in
  "links merge") ;;
  links*) set -- "\$@" \$LINKS_OPTIONS ;;
esac
exec "$TESTS_PYTHON" -m readinglist "\$@"
END
  chmod +x "$1/bin/readinglist"
}

case "${1##*/}" in
  setup_venv.py)
    [ -f "$1" ] || { echo "there is no $1 in $PWD" >&2; exit 1; }
    for argument in "${@:3}"; do
      case $argument in
        --*) ;;
        *) [ -e "$argument" ] || { echo "there is no $argument in $PWD" >&2; exit 1; } ;;
      esac
    done
    make_environment "$2"
    ;;
  *)
    case "$*" in
      "-m venv"*) make_environment "${@: -1}" ;;
      "-m pip install"*) ;;
      *) exec "$TESTS_PYTHON" "$@" ;;
    esac
    ;;
esac
