#!/usr/bin/env bash
# Writes docs/operators.md as the lowerings give it now. Review the result with `git diff docs/operators.md`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dotnet build tests -v q
received=artifacts/operator-table/operators.received.md
log=artifacts/operator-table/test.log
mkdir -p artifacts/operator-table
rm -f "$received"
# the test fails where the page differs, and leaves the new page in artifacts/operator-table
if dotnet test --no-build --project tests/OnnxForge.Tests.csproj --filter "FullyQualifiedName~OperatorPage_AsWritten" </dev/null >"$log" 2>&1; then
  rm -f "$log"
  echo "nothing to write: docs/operators.md is what the lowerings give"
elif [ -f "$received" ]; then
  rm -f "$log"
  mv "$received" docs/operators.md
  sed -n '/^| State/,/^| all/p' docs/operators.md
else
  cat "$log" >&2
  rm -f "$log"
  exit 1
fi
