/** A copy of the tree without what stands at the paths; items of lists close up. */
export function withoutPaths(tree: unknown, paths: readonly (readonly PropertyKey[])[]): unknown {
  if (typeof tree !== 'object' || tree === null || paths.length === 0) return tree;
  const kept = Object.entries(tree).flatMap(([key, value]: [string, unknown]) => {
    const below = paths.filter((path) => String(path[0]) === key);
    if (below.some((path) => path.length === 1)) return [];
    const rest = below.map((path) => path.slice(1));
    return [[key, withoutPaths(value, rest)] as const];
  });
  return Array.isArray(tree) ? kept.map(([, value]) => value) : Object.fromEntries(kept);
}
