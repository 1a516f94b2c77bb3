#!/bin/sh
# .git/hooks/pre-commit, or a hook of husky, lefthook or pre-commit: stops a commit whose auth schema is stale.
if ! git diff --cached --quiet -- convex; then
  sigma-schema check --no-diff || exit 1
fi
