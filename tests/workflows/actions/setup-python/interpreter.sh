#!/bin/bash
# Python that creates virtual environments instantly, with the packages of the tests, including
# readinglist. CI tests real installation with `make venv`, which takes a minute; here it would take
# that for every job of every test. Everything else is passed to the tests' own interpreter.
set -euo pipefail
if [ "${1##*/}" != setup_venv.py ]; then exec "$TESTS_PYTHON" "$@"; fi

# The files that it is told to install must exist.
for name in "$1" "${@:3}"; do
  if [[ $name != --* ]] && [ ! -e "$name" ]; then
    echo "there is no $name in $PWD" >&2
    exit 1
  fi
done
mkdir -p "$2/bin"
# The link checker does not connect to this machine unless told to.
cat > "$2/bin/readinglist" << END
#!/bin/bash
case "\$1 \${2:-}" in
  "links merge") ;;
  links*) set -- "\$@" \$LINKS_OPTIONS ;;
esac
exec "$TESTS_PYTHON" -m readinglist "\$@"
END
chmod +x "$2/bin/readinglist"
