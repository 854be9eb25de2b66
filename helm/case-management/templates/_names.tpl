{{/*
The scope of every template of this chart:
  root    the chart's own scope       tenant  the tenant's name, which is TENANT_NAME
  values  the tenant's values, merged over `defaults`
  part    what the object is for: api, event-relay, worker or migrate
*/}}

{{/* case-api of case-management, case-api-on-call of on-call: the names under which other services know them. */}}
{{- define "tenant.object" -}}
{{- if eq .tenant "case-management" -}}case-{{ .part }}{{- else -}}case-{{ .part }}-{{ .tenant }}{{- end -}}
{{- end -}}

{{- define "tenant.selector" -}}
app.kubernetes.io/name: case-management
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
case-management/tenant: {{ .tenant }}
{{- end -}}

{{- define "tenant.labels" -}}
{{ include "tenant.selector" . }}
app.kubernetes.io/part-of: case-management
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | quote }}
{{- end -}}

{{- define "image" -}}
{{- $image := .root.Values.image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end -}}
