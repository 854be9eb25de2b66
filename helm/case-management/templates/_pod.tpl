{{/* What every pod of a tenant has, whatever it runs. Scope of "tenant.scope" plus `part`. */}}
{{- define "pod.spec" -}}
serviceAccountName: {{ .serviceAccount }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .root.Values.terminationGracePeriodSeconds }}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "container.base" -}}
image: {{ include "image" . | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: [{{ .part | quote }}]
securityContext:
  runAsNonRoot: true
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  privileged: false
  capabilities: { drop: [ALL] }
  seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{/*
Settings as environment variables. Passwords come as files: an environment is inherited, printed and dumped. The
process reads the logins of both `app` and `engine` in every role, since its configuration is checked as a whole.
*/}}
{{- define "container.environment" -}}
{{- $database := .values.database -}}
env:
  - { name: TENANT_NAME, value: {{ .tenant | quote }} }
  - { name: NODE_ENV, value: production }
  - { name: CONFIG_FILE, value: /etc/case-management/overlay.yaml }
  - { name: PORT, value: "6481" }
  - { name: DATABASE_HOST, value: {{ $database.host | quote }} }
  - { name: DATABASE_PORT, value: {{ $database.port | quote }} }
  - { name: DATABASE_NAME, value: {{ $database.name | quote }} }
  - { name: DATABASE_TLS, value: {{ $database.tls | quote }} }
  {{- if .values.secrets.databaseCa.name }}
  - { name: DATABASE_TLS_CA_FILE, value: /etc/case-management/secrets/database-ca.crt }
  {{- end }}
  - { name: DATABASE_APP_USER, value: {{ $database.appUser | quote }} }
  - { name: DATABASE_APP_PASSWORD_FILE, value: /etc/case-management/secrets/database-app-password }
  - { name: DATABASE_ENGINE_USER, value: {{ $database.engineUser | quote }} }
  - { name: DATABASE_ENGINE_PASSWORD_FILE, value: /etc/case-management/secrets/database-engine-password }
  {{- if eq .part "migrate" }}
  - { name: DATABASE_OWNER_USER, value: {{ $database.ownerUser | quote }} }
  - { name: DATABASE_OWNER_PASSWORD_FILE, value: /etc/case-management/secrets/database-owner-password }
  {{- end }}
  - { name: KEY_HASHING_SECRET_FILE, value: /etc/case-management/secrets/key-hashing-secret }
{{- with .values.environmentSecrets }}
envFrom:
  {{- range . }}
  - secretRef: { name: {{ . | quote }} }
  {{- end }}
{{- end }}
volumeMounts:
  - { name: config, mountPath: /etc/case-management/overlay.yaml, subPath: overlay.yaml, readOnly: true }
  - { name: secrets, mountPath: /etc/case-management/secrets, readOnly: true }
  - { name: tmp, mountPath: /tmp }
{{- end -}}

{{- define "pod.volumes" -}}
{{- $secrets := .values.secrets -}}
volumes:
  - name: config
    configMap: { name: {{ .configMap }} }
  - name: secrets
    projected:
      defaultMode: 0440
      sources:
        - secret:
            name: {{ $secrets.app.name | quote }}
            items: [{ key: {{ $secrets.app.key | quote }}, path: database-app-password }]
        - secret:
            name: {{ $secrets.engine.name | quote }}
            items: [{ key: {{ $secrets.engine.key | quote }}, path: database-engine-password }]
        - secret:
            name: {{ $secrets.keyHashing.name | quote }}
            items: [{ key: {{ $secrets.keyHashing.key | quote }}, path: key-hashing-secret }]
        {{- if $secrets.databaseCa.name }}
        - secret:
            name: {{ $secrets.databaseCa.name | quote }}
            items: [{ key: {{ $secrets.databaseCa.key | quote }}, path: database-ca.crt }]
        {{- end }}
        {{- if eq .part "migrate" }}
        - secret:
            name: {{ $secrets.owner.name | quote }}
            items: [{ key: {{ $secrets.owner.key | quote }}, path: database-owner-password }]
        {{- end }}
  - name: tmp
    emptyDir: { sizeLimit: 64Mi }
{{- end -}}

{{/* One role of one tenant. Every role answers health and metrics on the same port. */}}
{{- define "role.deployment" -}}
{{- $role := index .values.roles .part -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "tenant.object" . }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "tenant.labels" . | nindent 4 }}
spec:
  {{- if not (dig "autoscaling" "enabled" false $role) }}
  replicas: {{ $role.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  selector:
    matchLabels: {{- include "tenant.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "tenant.labels" . | nindent 8 }}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/path: /metrics
        prometheus.io/port: "6481"
        # A changed overlay is a new pod: the file is read once, at start.
        checksum/config: {{ toYaml .values.config | sha256sum }}
        {{- with .root.Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "pod.spec" . | nindent 6 }}
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels: {{- include "tenant.selector" . | nindent 20 }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "tenant.selector" . | nindent 14 }}
      containers:
        - name: {{ .part }}
          {{- include "container.base" . | nindent 10 }}
          ports:
            - { name: http, containerPort: 6481, protocol: TCP }
          startupProbe:
            httpGet: { path: /health/live, port: 6481 }
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: 30
          livenessProbe:
            httpGet: { path: /health/live, port: 6481 }
            periodSeconds: 10
            timeoutSeconds: 3
            failureThreshold: 3
          readinessProbe:
            httpGet: { path: /health/ready, port: 6481 }
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
          {{- if eq .part "api" }}
          lifecycle:
            preStop:
              sleep: { seconds: {{ .root.Values.preStopSleepSeconds }} }
          {{- end }}
          resources: {{- toYaml $role.resources | nindent 12 }}
          {{- include "container.environment" . | nindent 10 }}
      {{- include "pod.volumes" . | nindent 6 }}
{{- end -}}


{{- define "role.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "tenant.object" . }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "tenant.labels" . | nindent 4 }}
spec:
  type: ClusterIP
  selector: {{- include "tenant.selector" . | nindent 4 }}
  ports:
    - { name: http, port: 6481, targetPort: http, protocol: TCP }
{{- end -}}
