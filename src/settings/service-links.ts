/**
 * Whether a variable is one that Kubernetes tells each container of the Services beside it, by their names:
 * of one called `filrouge` it sets FILROUGE_SERVICE_HOST, FILROUGE_PORT=tcp://10.0.0.7:4090,
 * FILROUGE_PORT_4090_TCP and more. They are no settings.
 */
export function isServiceLink(name: string, value: string): boolean {
  return (
    /^FILROUGE(?:_\w+)?_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_\w+)$/.test(name) ||
    (/^FILROUGE(?:_\w+)?_PORT$/.test(name) && /^\w+:\/\//.test(value))
  );
}
