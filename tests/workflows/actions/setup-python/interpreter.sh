#!/bin/bash
# Python, which makes a virtual environment at once: one with what the tests have installed, readinglist
# among it. That installing works is shown where a clean machine runs `make venv`, and costs a minute;
# here it would be for each job of each test. Everything else goes to the tests' own interpreter.
set -euo pipefail
if [ "${1##*/}" != setup_venv.py ]; then exec "$TESTS_PYTHON" "$@"; fi

# What it is told to install has to be there.
for name in "$1" "${@:3}"; do
  if [[ $name != --* ]] && [ ! -e "$name" ]; then
    echo "there is no $name in $PWD" >&2
    exit 1
  fi
done
mkdir -p "$2/bin"
# The link checker asks no address of this machine unless it is told so.
cat > "$2/bin/readinglist" << END
#!/bin/bash
case "\$1 \${2:-}" in
  "links merge") ;;
  links*) set -- "\$@" \$LINKS_OPTIONS ;;
esac
exec "$TESTS_PYTHON" -m readinglist "\$@"
END
chmod +x "$2/bin/readinglist"
