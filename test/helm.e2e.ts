import { describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

const CHART = fileURLToPath(new URL('../helm/case-management', import.meta.url));
const TENANTS_FILE = new URL('../config/tenants.yaml', import.meta.url);
const TENANTS = ['case-management', 'on-call'] as const;
const ROLES = ['api', 'event-relay', 'worker'] as const;
const CASES = TENANTS.flatMap((tenant) => ROLES.map((role) => ({ tenant, role })));
const SECRET_FILES = '/etc/case-management/secrets';

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.number() }) });
const security = z.looseObject({
  readOnlyRootFilesystem: z.literal(true),
  allowPrivilegeEscalation: z.literal(false),
  runAsNonRoot: z.literal(true),
  capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  seccompProfile: z.object({ type: z.literal('RuntimeDefault') }),
});
const container = z.object({
  args: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  resources: z.object({ requests: z.record(z.string(), z.string()), limits: z.record(z.string(), z.string()) }),
  securityContext: security,
  ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })).optional(),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  lifecycle: z.looseObject({ preStop: z.object({ sleep: z.object({ seconds: z.number() }) }) }).optional(),
});
const podTemplate = z.looseObject({
  metadata: z.looseObject({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({
    automountServiceAccountToken: z.literal(false),
    terminationGracePeriodSeconds: z.number(),
    containers: z.tuple([container]),
    volumes: z.array(z.looseObject({ name: z.string() })),
  }),
});
const workload = z.looseObject({ spec: z.looseObject({ template: podTemplate }) });
const service = z.looseObject({
  spec: z.looseObject({
    selector: z.record(z.string(), z.string()),
    ports: z.array(z.looseObject({ name: z.string(), port: z.number(), targetPort: z.string() })),
  }),
});
const configMap = z.looseObject({ data: z.object({ 'overlay.yaml': z.string() }) });
const manifest = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});
const targets = z.record(z.string(), z.looseObject({ api_target: z.string() }));

const hasHelm = spawnSync('helm', ['version', '--short']).status === 0;
if (!hasHelm) process.stdout.write('helm is not on PATH: the chart is neither linted nor rendered here.\n');
const withHelm = hasHelm ? describe : describe.skip;

function render(...settings: readonly string[]) {
  const values = settings.flatMap((setting) => ['--set', setting]);
  const text = execFileSync('helm', ['template', 'release', CHART, '-n', 'case-management', ...values], {
    encoding: 'utf8',
  });
  const manifests = parseAllDocuments(text).flatMap((document) => {
    const content: unknown = document.toJS();
    return content === null ? [] : [manifest.parse(content)];
  });
  return {
    text,
    names: manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort(),
    get(kind: string, name: string) {
      const found = manifests.find((it) => it.kind === kind && it.metadata.name === name);
      if (found === undefined) throw new Error(`the chart renders no ${kind} ${name}`);
      return found;
    },
  };
}

const named = (part: string, tenant: string) => (tenant === 'on-call' ? `case-${part}-on-call` : `case-${part}`);

function environment(of: z.infer<typeof container>): Record<string, string> {
  return Object.fromEntries(of.env.map(({ name, value }) => [name, value]));
}

withHelm('chart case-management', () => {
  it('passes helm lint without a warning', () => {
    const lint = spawnSync('helm', ['lint', '--strict', CHART], { encoding: 'utf8' });
    expect({ status: lint.status, output: lint.status === 0 ? '' : lint.stdout + lint.stderr }).toEqual({
      status: 0,
      output: '',
    });
  });

  it.each(CASES)('renders $role of $tenant with its port, probes, TENANT_NAME and limits', ({ tenant, role }) => {
    const { template } = workload.parse(render().get('Deployment', named(role, tenant))).spec;
    const [process] = template.spec.containers;
    expect(process.args).toEqual([role]);
    expect(process.ports).toEqual([{ name: 'http', containerPort: 6481, protocol: 'TCP' }]);
    expect(process.startupProbe?.httpGet).toEqual({ path: '/health/live', port: 6481 });
    expect(process.livenessProbe?.httpGet).toEqual({ path: '/health/live', port: 6481 });
    expect(process.readinessProbe?.httpGet).toEqual({ path: '/health/ready', port: 6481 });
    expect(process.resources).toEqual({
      requests: { cpu: '200m', memory: '512Mi' },
      limits: { cpu: '500m', memory: '1Gi' },
    });
    expect(template.spec.terminationGracePeriodSeconds).toBe(30);
    expect(process.lifecycle?.preStop.sleep.seconds).toBe(role === 'api' ? 5 : undefined);
    expect(template.metadata.annotations).toMatchObject({
      'prometheus.io/scrape': 'true',
      'prometheus.io/path': '/metrics',
      'prometheus.io/port': '6481',
    });
    expect(environment(process)).toMatchObject({
      TENANT_NAME: tenant,
      PORT: '6481',
      CONFIG_FILE: '/etc/case-management/overlay.yaml',
      DATABASE_NAME: tenant === 'on-call' ? 'case-management-oncall' : 'case-management',
      DATABASE_PORT: '5433',
      DATABASE_APP_PASSWORD_FILE: `${SECRET_FILES}/database-app-password`,
      DATABASE_ENGINE_PASSWORD_FILE: `${SECRET_FILES}/database-engine-password`,
      DATABASE_TLS_CA_FILE: `${SECRET_FILES}/database-ca.crt`,
      KEY_HASHING_SECRET_FILE: `${SECRET_FILES}/key-hashing-secret`,
    });
  });

  it.each(CASES)('keeps the owner and the other tenant out of $role of $tenant', ({ tenant, role }) => {
    const { template } = workload.parse(render().get('Deployment', named(role, tenant))).spec;
    const names = JSON.stringify(template.spec);
    const prefix = tenant === 'on-call' ? 'case-management-oncall' : 'case-management';
    const secrets = [...names.matchAll(/"secret":\{"name":"([^"]+)"/g)].map((match) => match[1]);
    expect(secrets).toEqual([`${prefix}-db-app`, `${prefix}-db-engine`, `${prefix}-key-hashing`, `${prefix}-db-ca`]);
    expect(names).not.toMatch(/owner/i);
  });

  it.each(TENANTS)('offers the api of %s under its api_target, to its own pods only', (tenant) => {
    const chart = render();
    const name = named('api', tenant);
    const { selector, ports } = service.parse(chart.get('Service', name)).spec;
    expect(ports).toEqual([{ name: 'http', port: 6481, targetPort: 'http', protocol: 'TCP' }]);
    const target = targets.parse(parse(readFileSync(TENANTS_FILE, 'utf8')))[tenant]?.api_target;
    expect(target).toBe(`${name}.case-management.all-clusters.local-dc.fabric.dog:6481`);
    const selected = CASES.filter((it) => {
      const { labels } = workload.parse(chart.get('Deployment', named(it.role, it.tenant))).spec.template.metadata;
      return Object.entries(selector).every(([label, value]) => labels[label] === value);
    });
    expect(selected).toEqual([{ tenant, role: 'api' }]);
    expect(chart.names).toContain(`PodDisruptionBudget ${name}`);
  });

  it.each(TENANTS)('migrates %s before its pods, as owner', (tenant) => {
    const job = render().get('Job', named('migrate', tenant));
    expect(job.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' });
    const [process] = workload.parse(job).spec.template.spec.containers;
    expect(process.args).toEqual(['migrate']);
    expect(environment(process)).toMatchObject({
      TENANT_NAME: tenant,
      DATABASE_OWNER_USER: 'case_owner',
      DATABASE_OWNER_PASSWORD_FILE: `${SECRET_FILES}/database-owner-password`,
    });
  });

  it('writes the overlay as a file of settings', () => {
    const chart = render('tenants.on-call.config.worker.poll_ms=100');
    const overlay: unknown = parse(configMap.parse(chart.get('ConfigMap', 'case-config-on-call')).data['overlay.yaml']);
    expect(overlay).toEqual({ logging: { level: 'info' }, worker: { poll_ms: 100 } });
  });

  it('renders one tenant alone', () => {
    const chart = render('tenants.on-call.enabled=false');
    expect(chart.names).toContain('Deployment case-api');
    expect(chart.text).not.toMatch(/on-?call/);
  });

  it('adds autoscaler and network policy when asked, and then leaves the replicas to the autoscaler', () => {
    const chart = render('networkPolicy.enabled=true', 'tenants.on-call.roles.api.autoscaling.enabled=true');
    expect(chart.names).toEqual(
      expect.arrayContaining([
        'HorizontalPodAutoscaler case-api-on-call',
        'NetworkPolicy case-network',
        'NetworkPolicy case-network-on-call',
      ]),
    );
    expect(chart.get('Deployment', 'case-api-on-call').spec).not.toHaveProperty('replicas');
    expect(chart.get('Deployment', 'case-api').spec).toHaveProperty('replicas', 2);
  });

  it.each([
    ['a port out of range', 'tenants.on-call.database.port=70000', '/tenants/on-call/database/port'],
    ['a misspelt setting', 'tenants.on-call.replica=3', 'replica'],
    ['a tenant without a database', 'tenants.new.enabled=true', 'database'],
    ['the tag latest', 'image.tag=latest', '/image/tag'],
  ])('refuses %s', (_name, setting, message) => {
    const result = spawnSync('helm', ['template', 'release', CHART, '--set', setting], { encoding: 'utf8' });
    expect(result.status).not.toBe(0);
    expect(result.stderr).toContain(message);
  });
});
