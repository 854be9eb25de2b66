import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { ROOT, type GeneratedFile } from './generated.ts';

const LAYERS = ['roles', 'tenants', 'features', 'capabilities', 'platform', 'kernel'] as const;
/** Everything uses these: their arrows would hide the others. */
const EVERYWHERE = new Set(['kernel', 'platform/config', 'platform/database', 'platform/http']);

/** Which folder uses which, as a Mermaid diagram: what the code does, beside what ADR 0002 allows. */
export async function dependencyGraph(): Promise<GeneratedFile[]> {
  const { output } = await cruise(
    ['src'],
    {
      baseDir: ROOT,
      exclude: { path: '\\.spec\\.ts$|^src/launcher/' },
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: true,
    },
    undefined,
    { tsConfig: extractTSConfig(join(ROOT, 'tsconfig.json')) },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser answered a text');
  return [{ path: 'docs/dependencies.md', text: page(edgesOf(output)) }];
}

/** `features/pages` → what it uses, both sorted. */
function edgesOf(result: ICruiseResult): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  for (const module of result.modules) {
    const from = folderOf(module.source);
    if (from === undefined) continue;
    const used = edges.get(from) ?? new Set<string>();
    edges.set(from, used);
    for (const { resolved } of module.dependencies) {
      const to = folderOf(resolved);
      if (to !== undefined && to !== from) used.add(to);
    }
  }
  return edges;
}

function folderOf(path: string): string | undefined {
  const [root, layer, folder] = path.split('/');
  if (root !== 'src' || layer === undefined || !LAYERS.some((name) => name === layer)) return undefined;
  const hasFolders = layer === 'platform' || layer === 'capabilities' || layer === 'features';
  return hasFolders ? `${layer}/${folder ?? ''}` : layer;
}

function page(edges: ReadonlyMap<string, ReadonlySet<string>>): string {
  const folders = [...edges.keys()].sort();
  const groups = LAYERS.map((layer) => {
    const inside = folders.filter((folder) => folder === layer || folder.startsWith(`${layer}/`));
    const nodes = inside.map((folder) => `    ${idOf(folder)}["${folder.split('/').at(-1) ?? folder}"]`);
    return `  subgraph ${layer}\n${nodes.join('\n')}\n  end`;
  });
  const arrows = folders.flatMap((from) =>
    [...(edges.get(from) ?? [])]
      .filter((to) => !EVERYWHERE.has(to))
      .sort()
      .map((to) => `  ${idOf(from)} --> ${idOf(to)}`),
  );
  return `<!-- Generated from the imports of src/ by npm run generate. -->

# Dependencies

Arrows point at what a folder uses. ${[...EVERYWHERE].map((name) => `\`${name}\``).join(', ')} are used everywhere and
have none. What is allowed is written in [ADR 0002](adr/0002-layers-and-feature-order.md).

\`\`\`mermaid
flowchart TB
${groups.join('\n')}
${arrows.join('\n')}
\`\`\`
`;
}

function idOf(folder: string): string {
  return folder.replace(/\W/g, '_') + '_';
}
