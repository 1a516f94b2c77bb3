#!/usr/bin/env bash
# What action.yml runs: annotations of what is stale or dangerous, both reports in the summary of the job, and a failure
# if `check` or `diff --fail-on` found something.
set -uo pipefail

cd "${SIGMA_SCHEMA_DIRECTORY:-.}" || exit 2
read -ra sigma <<<"${SIGMA_SCHEMA_COMMAND:-npx --no sigma-schema}"
summary=${GITHUB_STEP_SUMMARY:-/dev/stdout}
against=${SIGMA_SCHEMA_AGAINST:-}
if [ -z "$against" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  against=git:origin/$GITHUB_BASE_REF
fi

"${sigma[@]}" check --format github
status=$?
if [ "$status" -gt 1 ]; then
  echo "::error::sigma-schema check could not finish: see the log of this step"
  exit 2
fi
"${sigma[@]}" check --format markdown --no-diff 2>/dev/null >>"$summary"

if [ -n "$against" ]; then
  fail_on=()
  if [ -n "${SIGMA_SCHEMA_FAIL_ON:-}" ]; then
    fail_on=(--fail-on "$SIGMA_SCHEMA_FAIL_ON")
  fi
  "${sigma[@]}" diff --against "$against" --format github "${fail_on[@]}"
  changed=$?
  if [ "$changed" -gt 1 ]; then
    echo "::error::sigma-schema diff could not tell: see the log of this step"
    exit 2
  fi
  if [ "$changed" -gt "$status" ]; then
    status=$changed
  fi
  {
    printf '\n### What a push does with the data\n\n'
    "${sigma[@]}" diff --against "$against" --format markdown 2>/dev/null
    printf '\n```mermaid\n'
    "${sigma[@]}" graph --against "$against" 2>/dev/null
    printf '```\n'
  } >>"$summary"
fi
exit "$status"
