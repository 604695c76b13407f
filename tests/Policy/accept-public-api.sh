#!/usr/bin/env bash
# Approves the public API of the libraries as it is now. Review the result with `git diff tests/Policy/Approved`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dotnet build tests -v q
rm -rf artifacts/public-api
# the test fails where something changed, and leaves the new text in artifacts/public-api
dotnet test --no-build --project tests/OnnxForge.Tests.csproj --filter "FullyQualifiedName~PublicApi_OfALibrary" </dev/null >/dev/null || true
mkdir -p tests/Policy/Approved
shopt -s nullglob
received=(artifacts/public-api/*.received.txt)
for file in "${received[@]}"; do
  name=$(basename "$file" .received.txt)
  mv "$file" "tests/Policy/Approved/$name.txt"
  echo "approved $name"
done
[ ${#received[@]} -gt 0 ] || echo "nothing to approve: the public API is the approved one"
