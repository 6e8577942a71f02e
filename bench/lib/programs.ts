/** The peers, by the names under which Debian installs them. */
export const programs = ['prometheus', 'prometheus-alertmanager', 'victoria-metrics', 'vmalert'] as const;
export type Program = (typeof programs)[number];
