#!/usr/bin/env bash
# Approves the public API of the libraries as it is now. Review the difference with `git diff tests/Policy/Approved`.
set -euo pipefail
cd "$(dirname "$0")/../.."
rm -rf artifacts/public-api
# the test fails where something changed, and leaves the new text in artifacts/public-api
dotnet test --project tests/OnnxForge.Tests.csproj --filter "FullyQualifiedName~PublicApi_OfALibrary" </dev/null || true
mkdir -p tests/Policy/Approved
shopt -s nullglob
for received in artifacts/public-api/*.received.txt; do
  name=$(basename "$received" .received.txt)
  mv "$received" "tests/Policy/Approved/$name.txt"
  echo "approved $name"
done
